import { raiseAlert } from '../../platform/alerts';
import type { Database } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { DAY_MS, HOUR_MS } from '../../platform/durations';
import { ENOUGH, readShare, readUsualShare } from './sign-up-share';

/**
 * Raises an alert if fewer than half as many as usual are confirmed: then somebody types in others'
 * addresses. Leaves out the last hour.
 */
export async function watchSignUps(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { at }: { at: Date },
): Promise<void> {
  const ago = (ms: number) => new Date(at.getTime() - ms);
  const latest = await readShare(db, ago(DAY_MS + HOUR_MS), ago(HOUR_MS));
  // No usual share is above one, so the month before is read only if this could be an alert.
  if (latest.mailed < ENOUGH || latest.confirmed / latest.mailed >= 1 / 2) return;
  const usual = await readUsualShare(db, ago(DAY_MS + HOUR_MS));
  if (latest.confirmed / latest.mailed >= usual / 2) return;
  const says = `Only ${latest.confirmed} of ${latest.mailed} sign-ups in a day were confirmed: somebody may be entering other people’s addresses.`;
  await raiseAlert({ db, log }, { at, kind: 'sign-ups-unconfirmed', says });
}

/** After 30 days, and after two if they led to nothing. */
export async function pruneSignUps(db: Database, { at }: { at: Date }): Promise<void> {
  const ago = (days: number) => new Date(at.getTime() - days * DAY_MS);
  await db.deleteFrom('sign_ups').where('requested_at', '<', ago(30)).execute();
  await db
    .deleteFrom('sign_ups')
    .where('state', 'in', ['known', 'suppressed', 'limited'])
    .where('requested_at', '<', ago(2))
    .execute();
}
