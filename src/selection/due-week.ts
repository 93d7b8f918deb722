import { hasIssueOfWeek } from '../issues/draft';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { HOUR_MS } from '../platform/durations';
import { readMadeAt } from '../platform/installation';
import type { Settings } from '../platform/settings/settings';
import { utcMinute } from '../platform/text/utc-minute';
import { openWeek, scheduleOf } from './open-week';
import { nextWeek, type Schedule, type Week } from './weekly-hour';
import { alertOnMissedWeeks, alertOnWeek } from './weeks-without-issue';

/** In elapsed hours, not clock hours: clocks may be put back in between. */
const OPEN_BEFORE_MS = 27 * HOUR_MS;
/** A new installation has this long to fill its catalog before an alert says it is empty. */
const FIRST_FILL_MS = HOUR_MS;

interface Due {
  settings: Settings;
  actor: string;
  at: Date;
  everyMs: number;
}

/**
 * At most one draft per week, also if somebody has made or cancelled one. Tells staff, once a week,
 * if there is nothing to pick or the hour passed without a draft.
 */
export async function openDueWeek(deps: Pick<Deps, 'db' | 'log'>, due: Due): Promise<string> {
  const { db } = deps;
  const { settings, at } = due;
  await alertOnMissedWeeks(deps, { settings, at });
  const next = findWeekToOpen(scheduleOf(settings), at);
  if (!next) return 'It is not time to open a week.';
  if (await hasIssueOfWeek(db, next.week)) return `The week of ${next.week} already has its issue.`;
  const opened = await openWeek(db, { settings, at, actor: due.actor });
  const reason = opened.says;
  if (opened.outcome === 'nothing to pick' && (await isAlertDue(db, next, due))) {
    await alertOnWeek(deps, { week: next.week, at, reason, says: whatToDo(reason, next) });
  }
  return reason;
}

/** From 27 hours before its hour until then. */
export function findWeekToOpen(schedule: Schedule, at: Date): Week | null {
  const next = nextWeek({ ...schedule, after: at });
  return at.getTime() < next.hourAt.getTime() - OPEN_BEFORE_MS ? null : next;
}

/** Not while a new installation is being filled, if there will be another look in time. */
async function isAlertDue(db: Database, { hourAt }: Week, { at, everyMs }: Due): Promise<boolean> {
  const isNew = at.getTime() - (await readMadeAt(db)).getTime() < FIRST_FILL_MS;
  return !isNew || hourAt.getTime() - at.getTime() <= everyMs;
}

function whatToDo(reason: string, { hourAt }: Week): string {
  return (
    `${reason} Import comparisons before its hour, ${utcMinute(hourAt)}: ` +
    'the draft then follows within a quarter of an hour.'
  );
}
