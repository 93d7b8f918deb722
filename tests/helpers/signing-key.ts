import { createHash } from 'node:crypto';

/** For tests: the same in every process, and not guessable. */
export const TEST_SECRET = createHash('sha256').update('a key for tests').digest();
