import { hasIssueOfWeek } from '../issues/draft';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { readMadeAt } from '../platform/installation';
import type { Settings } from '../platform/settings/settings';
import { utcMinute } from '../platform/text/utc-minute';
import { openWeek, rhythmOf } from './open-week';
import { nextWeek, type Rhythm, type Week } from './weekly-hour';
import { tellMissedWeeks, tellOfWeek } from './weeks-without-issue';

/** In hours that pass, not in hours of a clock that may be put back in between. */
const OPEN_BEFORE_MS = 27 * 60 * 60 * 1000;
/** A new installation has this long to fill its catalog before anybody is told that it is empty. */
const FIRST_FILL_MS = 60 * 60 * 1000;

interface Due {
  settings: Settings;
  actor: string;
  at: Date;
  /** How often this is called. */
  everyMs: number;
}

/**
 * Makes the draft of the week whose hour comes within 27 hours, once, unless somebody has made or
 * cancelled one already; and tells staff, once a week, of a week that has nothing to pick or whose hour
 * passed without a draft. To be called every so often: it makes up what was missed while there is time.
 */
export async function openDueWeek(deps: Pick<Deps, 'db' | 'log'>, due: Due): Promise<string> {
  const { db } = deps;
  const { settings, at } = due;
  await tellMissedWeeks(deps, { settings, at });
  const next = findWeekToOpen(rhythmOf(settings), at);
  if (!next) return 'No week is to be opened.';
  if (await hasIssueOfWeek(db, next.week)) return `The week of ${next.week} has its issue already.`;
  const opened = await openWeek(db, { settings, at, actor: due.actor });
  const reason = opened.says;
  if (opened.outcome === 'nothing to pick' && (await mustTell(db, next, due))) {
    await tellOfWeek(deps, { week: next.week, at, reason, says: whatToDo(reason, next) });
  }
  return reason;
}

/** The week whose draft is to be there at this moment: from 27 hours before its hour until then. */
export function findWeekToOpen(rhythm: Rhythm, at: Date): Week | null {
  const next = nextWeek({ ...rhythm, after: at });
  return at.getTime() < next.hourAt.getTime() - OPEN_BEFORE_MS ? null : next;
}

/** Not while a new installation is being filled, as long as there will be another look in time. */
async function mustTell(db: Database, { hourAt }: Week, { at, everyMs }: Due): Promise<boolean> {
  const isNew = at.getTime() - (await readMadeAt(db)).getTime() < FIRST_FILL_MS;
  return !isNew || hourAt.getTime() - at.getTime() <= everyMs;
}

function whatToDo(reason: string, { hourAt }: Week): string {
  return (
    `${reason} Import comparisons before its hour, ${utcMinute(hourAt)}: ` +
    'the draft is then made within a quarter of an hour.'
  );
}
