import type { Database } from './database';
import type { Deps } from './deps';
import { takeFromLimit } from './limits';

export interface Alarm {
  at: Date;
  kind: string;
  says: string;
}

interface Raised extends Alarm {
  /** What it is about: under this name it is raised once for ever, however often it is noticed. */
  once?: string;
}

const QUIET_MS = 6 * 60 * 60 * 1000;

/**
 * Tells staff that something needs a look: a line in the log and a row, which `verdicts alarms` shows
 * and the sweep mails to the staff address. Once where it says for what, else at most one of a kind in
 * six hours. `says` is a sentence without anybody's address.
 */
export async function raiseAlarm(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  alarm: Raised,
): Promise<void> {
  const { kind, says } = alarm;
  if (alarm.once === undefined && !(await isQuietOver(db, alarm))) return;
  if (!(await insertAlarm(db, alarm))) return;
  log.error({ event: 'alarm', kind, says }, 'an alarm was raised');
}

function isQuietOver(db: Database, { kind, at }: Alarm): Promise<boolean> {
  return takeFromLimit(db, { bucket: `alarm:${kind}`, most: 1, forMs: QUIET_MS, at });
}

/** False where it was raised before. */
async function insertAlarm(db: Database, { at, kind, says, once }: Raised): Promise<boolean> {
  const inserted = await db
    .insertInto('alarms')
    .values({ at, kind, says, once_for: once ?? null })
    .onConflict((conflict) => conflict.column('once_for').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
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
