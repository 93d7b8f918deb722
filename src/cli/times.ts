import { Temporal } from 'temporal-polyfill';
import { Refusal } from '../platform/refusal';
import { nextWeek, WEEKDAYS } from '../selection/weekly-hour';

const UNITS_MS = { minute: 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000 };
const MAX_DAYS = 366;
const EXAMPLES = '2026-11-24T09:00Z, "friday 7:30", "in 20 minutes" or now';

/**
 * A moment: `now`; a length from now (`in 20 minutes`); the next such time on a weekday (`friday 7:30`);
 * or ISO 8601, with or without seconds. In the newsletter's zone unless there is a Z or an offset.
 */
export function readMoment(text: string, timeZone: string, now: Date): Date {
  const words = text.trim().toLowerCase().split(/\s+/).join(' ');
  const moment =
    readWait(words, now) ?? readWeekday(words, timeZone, now) ?? readIso(text.trim(), timeZone);
  if (moment) return moment;
  throw new Refusal('invalid', `"${text.slice(0, 60)}" is not a time such as ${EXAMPLES}.`);
}

function readWait(words: string, now: Date): Date | null {
  // A moment later, because an issue needs a time in the future.
  if (words === 'now') return new Date(now.getTime() + 1);
  const [, count, unit] = words.match(/^in (\d{1,6}) (minute|hour|day)s?$/) ?? [];
  if (!unit) return null;
  const ms = Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return ms <= MAX_DAYS * UNITS_MS.day ? new Date(now.getTime() + ms) : null;
}

function readWeekday(words: string, timeZone: string, now: Date): Date | null {
  const [, day, hour, minute] = words.match(/^([a-z]+) (?:at )?(\d{1,2}):(\d\d)$/) ?? [];
  if (!hour || !WEEKDAYS.includes(day!) || Number(hour) > 23 || Number(minute) > 59) return null;
  const weeklyHour = `${day} ${hour.padStart(2, '0')}:${minute}`;
  return nextWeek({ weeklyHour, timeZone, after: now }).hourAt;
}

function readIso(text: string, timeZone: string): Date | null {
  try {
    const hasOffset = /(?:Z|[+-]\d\d:?\d\d)(?:\[[^[\]]*\])?$/i.test(text);
    const instant = hasOffset
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant();
    return new Date(instant.epochMilliseconds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** A calendar day such as 2026-11-20, as it is. */
export function readDay(text: string): string {
  try {
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new RangeError(text);
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal('invalid', `"${text.slice(0, 60)}" is not a day such as 2026-11-20.`);
  }
}
