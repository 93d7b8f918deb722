import type { Database } from './database';
import type { Deps } from './deps';
import { HOUR_MS } from './durations';
import { countAgainstLimit } from './limits';

export interface Alert {
  at: Date;
  kind: string;
  says: string;
}

interface Raised extends Alert {
  /** Raised only once under this name, however often it is noticed. */
  once?: string;
}

const QUIET_MS = 6 * HOUR_MS;

/** Without `once`, at most one alert of a kind in six hours. `says` names nobody's address. */
export async function raiseAlert(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  alert: Raised,
): Promise<void> {
  const { kind, says } = alert;
  if (alert.once === undefined && !(await isQuietOver(db, alert))) return;
  if (!(await insertAlert(db, alert))) return;
  log.error({ event: 'alert', kind, says }, 'an alert was raised');
}

function isQuietOver(db: Database, { kind, at }: Alert): Promise<boolean> {
  return countAgainstLimit(db, { bucket: `alert:${kind}`, max: 1, windowMs: QUIET_MS, at });
}

async function insertAlert(db: Database, { at, kind, says, once }: Raised): Promise<boolean> {
  const inserted = await db
    .insertInto('alerts')
    .values({ at, kind, says, once_for: once ?? null })
    .onConflict((conflict) => conflict.column('once_for').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Newest first. */
export function listAlerts(db: Database, { limit }: { limit: number }): Promise<Alert[]> {
  return db
    .selectFrom('alerts')
    .select(['at', 'kind', 'says'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
