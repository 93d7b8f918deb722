import { sql } from 'kysely';
import { raiseAlert } from '../../platform/alerts';
import type { Database } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { Settings } from '../../platform/settings/settings';
import { ENOUGH, readShare, readUsualShare, type Share } from './sign-up-share';

/** People who want an issue have mostly confirmed by then. */
const GRACE_MS = 10 * MINUTE_MS;

type GuardDeps = Pick<Deps, 'db' | 'log'>;

/** Always, never, or while the guard is up. */
export function isPuzzleAsked(
  db: Database,
  { settings, at }: { settings: Settings; at: Date },
): Promise<boolean> | boolean {
  const { 'sign-up-puzzle': puzzle } = settings;
  return puzzle === 'auto' ? isGuardUp(db, at) : puzzle === 'on';
}

export async function isGuardUp(db: Database, at: Date): Promise<boolean> {
  const guard = await db
    .selectFrom('sign_up_guard')
    .select('until')
    .where('until', '>', at)
    .executeTakeFirst();
  return guard !== undefined;
}

/**
 * Up while far fewer sign-ups are confirmed than usual: somebody is typing in others' addresses.
 * Comes down by itself an hour later.
 */
export async function watchForFlood(
  deps: GuardDeps,
  { settings, at }: { settings: Settings; at: Date },
): Promise<void> {
  if (settings['sign-up-puzzle'] !== 'auto') return;
  const { mailed, confirmed } = await findFlood(deps.db, settings, at);
  if (mailed === 0) return;
  const says = `Only ${confirmed} of ${mailed} sign-ups in an hour were confirmed: somebody may be entering other people’s addresses.`;
  await raiseGuard(deps, { says, at });
}

/** The alert says why, once for as long as the guard stays up. */
export async function raiseGuard(
  { db, log }: GuardDeps,
  { says, at }: { says: string; at: Date },
): Promise<void> {
  const until = new Date(at.getTime() + HOUR_MS);
  const { rows } = await sql<{ is_new: boolean }>`
    insert into sign_up_guard (since, until) values (${at}, ${until})
    on conflict (only_row) do update set until = greatest(sign_up_guard.until, excluded.until),
      since = case when sign_up_guard.until <= ${at} then ${at} else sign_up_guard.since end
    returning since = ${at} as is_new`.execute(db);
  if (!rows[0]!.is_new) return;
  const until_when = 'Until an hour after it stops, the sign-up form asks for a puzzle.';
  await raiseAlert({ db, log }, { at, kind: 'sign-up-puzzle', says: `${says} ${until_when}` });
}

const NO_FLOOD: Share = { mailed: 0, confirmed: 0 };

/** None if they look as usual. */
async function findFlood(db: Database, settings: Settings, at: Date): Promise<Share> {
  const ago = (ms: number) => new Date(at.getTime() - ms);
  const many = Math.max(ENOUGH, settings['sign-ups-an-hour'] / 4);
  // Right now in all, and among people who have had time to confirm.
  const latest = await readShare(db, ago(HOUR_MS), new Date(at.getTime() + 1));
  const past = await readShare(db, ago(HOUR_MS + GRACE_MS), ago(GRACE_MS));
  const found = [
    { share: latest, most: many },
    { share: past, most: ENOUGH },
  ].find(({ share, most }) => share.mailed - share.confirmed >= most);
  if (!found) return NO_FLOOD;
  const { mailed, confirmed } = found.share;
  const usual = await readUsualShare(db, ago(HOUR_MS + GRACE_MS));
  return confirmed / mailed < usual / 2 ? found.share : NO_FLOOD;
}
