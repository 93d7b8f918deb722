import { requireNodeVersion } from './node/node-version';

requireNodeVersion();
await import('./node');
