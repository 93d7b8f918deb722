import type { Database } from '../../src/platform/database';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { countStatements } from '../../tests/helpers/statements';
import { planNow, releaseSampleIssue } from '../../tests/senders/issue';
import { type Figure, stayWithin } from '../figure';
import { onFreshDatabase } from '../fresh-database';
import { openSampleDeps } from '../sample-issue';
import { inventReaders } from './readers';

const READERS = 400;
const TARGET = 6;

/** Statements between the submissions of two batches of 100, without BEGIN and COMMIT. */
export async function measureStatements(): Promise<Figure[]> {
  const most = await onFreshDatabase(countBetweenSubmissions);
  return [stayWithin('statements for a batch of 100', most, 'statements', TARGET)];
}

async function countBetweenSubmissions(db: Database): Promise<number> {
  const { counted, statements } = countStatements(db);
  const deps = await openSampleDeps(db);
  await inventReaders(db, READERS);
  const issue = await releaseSampleIssue(deps);
  await planNow(deps);
  const counts: number[] = [];
  deps.mailer.submitBatch = async ({ key, to }) => {
    counts.push(statements());
    return { kind: 'accepted', ids: to.map((_, place) => `${key}/${place}`), perSecond: 10 };
  };
  await deliverIssue({ ...deps, db: counted }, issue.id, { concurrency: 1 });
  return Math.max(...counts.slice(1).map((count, nth) => count - counts[nth]!));
}
