import { HOUR_MS } from '../../platform/durations';
import { withoutInvisible } from './words';

const MAX_CHARACTERS = 40;
const MOMENT =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(?:Z|UTC|([+-]\d\d)(?::?(\d\d))?(?: (?:UTC|[+-]\d{4}))?)?$/;
const OLDEST = Date.UTC(1990, 0, 1);
/** A day begins this much earlier in the zone that is furthest ahead. */
const AHEAD_MS = 14 * HOUR_MS;

/**
 * 2026-11-27, 2026-11-27 09:30 or 2026-11-27T09:30:15.250+01:00, also with zones as PostgreSQL
 * (`+01`) and Go (` +0100 +0100`) write them; UTC without a zone. Else null.
 */
export function readMoment(text: string): Date | null {
  const found = text.length <= MAX_CHARACTERS ? MOMENT.exec(withoutInvisible(text).trim()) : null;
  if (!found) return null;
  const [, day, time = '00:00', seconds = '00', fraction = '', hours = '+00', minutes = '00'] =
    found;
  // 2026-11-27-03 is no day in a zone.
  if (!found[2] && found[5] && !found[6]) return null;
  const clock = `${day}T${time}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const moment = new Date(`${clock}${hours}:${minutes}`);
  if (Number.isNaN(moment.getTime())) return null;
  // The 30th of February would become a day in March.
  return new Date(`${clock}Z`).toISOString().startsWith(day!) ? moment : null;
}

/** A sentence if it isn't a moment that has happened by `at`. */
export function readPastMoment(text: string, at: Date): Date | string {
  const moment = readMoment(text);
  if (!moment) return 'is not a date we can read: write 2026-11-27 or 2026-11-27T09:30:00Z';
  if (moment.getTime() < OLDEST) return 'is before 1990';
  if (moment <= at) return moment;
  const isToday = /^[\d-]{10}$/.test(text.trim()) && moment.getTime() - AHEAD_MS <= at.getTime();
  return isToday ? at : 'is in the future';
}
