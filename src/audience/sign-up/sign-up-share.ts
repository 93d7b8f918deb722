import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { DAY_MS } from '../../platform/durations';

/** Fewer mails say nothing about a share. */
export const ENOUGH = 20;
/** Expected if there is no earlier share to compare with. */
const USUAL_SHARE = 0.5;
const MONTH_MS = 30 * DAY_MS;

export interface Share {
  mailed: number;
  confirmed: number;
}

export async function readShare(db: Database, from: Date, until: Date): Promise<Share> {
  return db
    .selectFrom('sign_ups')
    .select(({ fn }) => fn.countAll<number>().as('mailed'))
    .select(sql<number>`count(*) filter (where state = 'confirmed')`.as('confirmed'))
    .where('state', 'in', ['mailed', 'confirmed'])
    .where('requested_at', '>=', from)
    .where('requested_at', '<', until)
    .executeTakeFirstOrThrow();
}

/** Of the 30 days before, from 0 to 1. */
export async function readUsualShare(db: Database, until: Date): Promise<number> {
  const before = await readShare(db, new Date(until.getTime() - MONTH_MS), until);
  return before.mailed < ENOUGH ? USUAL_SHARE : before.confirmed / before.mailed;
}
