import { createHash } from 'node:crypto';

/** The secret of tests' signing keys: the same in every process, and no guessable one. */
export const TEST_SECRET = createHash('sha256').update('a key for tests').digest();
