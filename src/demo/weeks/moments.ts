import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations';

/** How long the second issue has been out, and how long each is watched. */
const OUT_MS = 3 * DAY_MS;
/** Hits are classified after ten minutes and settled after fifteen, so readers rest that long. */
const REST_MS = 20 * MINUTE_MS;

export const WATCHED_MS = OUT_MS - REST_MS;

/** Two weeks of simulated time that end now. */
export interface Moments {
  /** When the list is imported, days before the first issue. */
  begin: Date;
  sends: [Date, Date];
  /** When new readers sign up, between the two issues. */
  joining: [Date, Date];
}

export function momentsUntil(now: Date): Moments {
  const wholeMinute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const second = wholeMinute - OUT_MS;
  const first = second - 7 * DAY_MS;
  return {
    begin: new Date(first - 3 * DAY_MS),
    sends: [new Date(first), new Date(second)],
    joining: [new Date(first + OUT_MS), new Date(second - DAY_MS - HOUR_MS)],
  };
}

/** The setting `weekly-hour` for this moment, in UTC. */
export function weeklyHourAt(moment: Date): string {
  const weekday = moment.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday.toLowerCase()} ${moment.toISOString().slice(11, 16)}`;
}
