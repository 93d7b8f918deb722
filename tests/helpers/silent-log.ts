import type { Log } from '../../src/platform/log';

/** For tests that do not look at the log. */
export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
