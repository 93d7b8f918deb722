import { listWeeksWithIssue } from '../issues/draft';
import { lockIssues } from '../issues/lock-issues';
import { raiseAlert } from '../platform/alerts';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { MINUTE_MS } from '../platform/durations';
import { readMadeAt } from '../platform/installation';
import type { Settings } from '../platform/settings/settings';
import { utcMinute } from '../platform/text/utc-minute';
import { scheduleOf } from './open-week';
import { latestWeek, type Week, weeklyHourOf, weeksFrom } from './weekly-hour';
import { joinWithAnd } from './wording';

/** Older ones are not made up for. */
const MAX_WEEKS = 8;

export interface WeekWithoutIssue {
  /** Its Monday, as YYYY-MM-DD. */
  week: string;
  reason: string;
  noticed_at: Date;
}

type AlertDeps = Pick<Deps, 'db' | 'log'>;

/** Newest first, without those that got an issue after all. */
export function listWeeksWithoutIssue(
  db: Database,
  { limit }: { limit: number },
): Promise<WeekWithoutIssue[]> {
  return db
    .selectFrom('weeks_without_issue')
    .selectAll()
    .orderBy('week', 'desc')
    .limit(limit)
    .execute();
}

/** Records the reason and raises an alert, unless staff were told of that week before. */
export async function alertOnWeek(
  deps: AlertDeps,
  { week, at, reason, says }: { week: string; at: Date; reason: string; says: string },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const kept = await keepReasons(tx, [{ week, reason, noticed_at: at }]);
    if (kept.has(week)) await alertStaff({ ...deps, db: tx }, { week, at, says });
  });
}

/** Once for every week since the installation was made. */
export async function alertOnMissedWeeks(
  deps: AlertDeps,
  { settings, at }: { settings: Settings; at: Date },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    // Waits for anybody who is making the draft at this moment.
    await lockIssues(tx);
    const missed = await listMissed(tx, settings, at);
    const rows = missed.map(({ week, hourAt }) => {
      const reason = `no draft was made before its hour, ${utcMinute(hourAt)}`;
      return {
        week,
        noticed_at: at,
        reason: `There is no issue for the week of ${week}: ${reason}.`,
      };
    });
    const kept = await keepReasons(tx, rows);
    const news = missed.filter(({ week }) => kept.has(week));
    const [newest] = news;
    if (!newest) return;
    await alertStaff({ ...deps, db: tx }, { week: newest.week, at, says: sayMissed(news) });
  });
}

async function listMissed(tx: Database, settings: Settings, at: Date): Promise<Week[]> {
  const schedule = scheduleOf(settings);
  const madeAt = await readMadeAt(tx);
  const { week: last } = latestWeek({ ...schedule, at });
  const passed = Array.from({ length: MAX_WEEKS }, (_, back) => weeksFrom(last, -back))
    .map((week) => ({ week, hourAt: weeklyHourOf(week, schedule) }))
    .filter(({ hourAt }) => hourAt > madeAt);
  const weeks = passed.map(({ week }) => week);
  const present = new Set(await listWeeksWithIssue(tx, weeks));
  return passed.filter(({ week }) => !present.has(week));
}

/** Returns those that are new. */
async function keepReasons(tx: Database, rows: WeekWithoutIssue[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const kept = await tx
    .insertInto('weeks_without_issue')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('week')
    .execute();
  return new Set(kept.map((row) => row.week));
}

function alertStaff(
  deps: AlertDeps,
  { week, at, says }: { week: string; at: Date; says: string },
): Promise<void> {
  const once = `week-without-issue-${week}`;
  return raiseAlert(deps, { at, kind: 'week-without-issue', says, once });
}

function sayMissed(missed: Week[]): string {
  const weeks = missed.map(({ week }) => week).reverse();
  const [{ week, hourAt }] = missed as [Week];
  const which = weeks.length === 1 ? `week of ${week}` : `weeks of ${joinWithAnd(weeks)}`;
  const before = new Date(hourAt.getTime() - MINUTE_MS).toISOString().replace(/:\d\d\..*/, 'Z');
  return (
    `There is no issue for the ${which}: no draft was made before the weekly hour. Either the ` +
    'service was down for the 27 hours before it, or the weekly hour was moved. A draft for the week ' +
    `of ${week} can still be made: \`verdicts job open-week --at ${before}\`.`
  );
}
