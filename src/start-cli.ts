import { requireNodeVersion } from './local/node-version';

requireNodeVersion();
await import('./cli');
