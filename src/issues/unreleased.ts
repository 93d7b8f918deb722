import { raiseAlert } from '../platform/alerts';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { DAY_MS } from '../platform/durations';
import { utcMinute } from '../platform/text/utc-minute';

/** Editors know of older drafts. */
const ALERT_AHEAD_MS = 8 * 7 * DAY_MS;

/** Once for each draft whose hour came without a release. */
export async function alertOnUnreleased(
  deps: Pick<Deps, 'db' | 'log'>,
  { at }: { at: Date },
): Promise<void> {
  for (const { id, number, week, proposed_at } of await listUnreleased(deps.db, at)) {
    const says =
      `Issue ${number}, for the week of ${week}, was not released by its hour, ${utcMinute(proposed_at)}, ` +
      'so nobody is getting it. Release it for a new time with ' +
      `\`verdicts issue release ${number} --at … --by …\`, or cancel it with \`verdicts issue cancel ${number}\`.`;
    const once = `issue-${id}-unreleased-${proposed_at.toISOString()}`;
    await raiseAlert(deps, { at, kind: 'issue-unreleased', says, once });
  }
}

function listUnreleased(db: Database, at: Date) {
  return db
    .selectFrom('issues')
    .select(['id', 'number', 'week', 'proposed_at'])
    .where('state', '=', 'draft')
    .where('proposed_at', '<=', at)
    .where('proposed_at', '>', new Date(at.getTime() - ALERT_AHEAD_MS))
    .where((where) =>
      where(
        where
          .selectFrom('issue_history')
          .select(({ fn }) => fn.max('at').as('draft_since'))
          .whereRef('issue_id', '=', 'issues.id')
          .where('to_state', '=', 'draft'),
        '<=',
        where.ref('proposed_at'),
      ),
    )
    .orderBy('number')
    .execute();
}
