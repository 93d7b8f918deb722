import { startProgram } from './node/start';

await startProgram(() => import('./cli'));
