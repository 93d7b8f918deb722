import { expect, it } from 'vitest';
import { RULE_VERSION } from '../../src/tracking/machine';
import { cloneDatabase } from '../helpers/database';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { runCommand } from '../helpers/processes/program';

const db = await cloneDatabase();
const { app, deps, mailOf } = await sendIssue(db, 2);
const { press } = readerActions({ app, clock: deps.clock });

const run = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await runCommand(deps, ...args)).out);

it('verdicts classify takes what is due, and --again everything', async () => {
  await press(mailOf(1).votes[0]!);
  expect(await run('classify', '--json')).toMatchObject({ classified: 0, settled: 0 });
  deps.clock.advance(3_600_000);
  const rule_version = RULE_VERSION;
  expect(await run('classify', '--json')).toEqual({ rule_version, classified: 2, settled: 1 });
  expect(await run('classify', '--json')).toEqual({ rule_version, classified: 0, settled: 0 });
  expect(await run('classify', '--again', '--json')).toEqual({
    rule_version,
    classified: 2,
    settled: 0,
  });
});
