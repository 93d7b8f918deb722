import { afterAll, onTestFinished, TestRunner } from 'vitest';

/**
 * Closes what was opened at the end of the test or, outside a test, of the file. Until the file's
 * end, a few quick tests together would exceed PostgreSQL's connections.
 */
export function atEnd(giveBack: () => Promise<unknown>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await giveBack()));
  else afterAll(async () => void (await giveBack()));
}
