import type { Database } from './database';
import type { Deps } from './deps';
import { takeFromLimit } from './limits';

export interface Alarm {
  at: Date;
  kind: string;
  says: string;
}

const QUIET_MS = 6 * 60 * 60 * 1000;

/**
 * Tells staff that something needs a look: a line in the log and a row, which `verdicts alarms` shows
 * and the sweep mails to the staff address. At most one of a kind in six hours. `says` is a sentence without anybody's address.
 */
export async function raiseAlarm(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { at, kind, says }: Alarm,
): Promise<void> {
  const limit = { bucket: `alarm:${kind}`, most: 1, forMs: QUIET_MS };
  if (!(await takeFromLimit(db, { ...limit, at }))) return;
  await db.insertInto('alarms').values({ at, kind, says }).execute();
  log.error({ event: 'alarm', kind, says }, 'an alarm was raised');
}

/** Newest first. */
export function listAlarms(db: Database, { limit }: { limit: number }): Promise<Alarm[]> {
  return db
    .selectFrom('alarms')
    .select(['at', 'kind', 'says'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
