import { afterAll, onTestFinished, TestRunner } from 'vitest';

/**
 * Gives back what was opened: at the end of the test that opened it, or of its file outside a test.
 * Kept until the file's end, the connections of a few quick tests together pass PostgreSQL's limit.
 */
export function atEnd(giveBack: () => Promise<unknown>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await giveBack()));
  else afterAll(async () => void (await giveBack()));
}
