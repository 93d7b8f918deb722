import { Temporal } from 'temporal-polyfill';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

export interface Schedule {
  /** "tuesday 09:00" */
  weeklyHour: string;
  /** IANA name. */
  timeZone: string;
}

export interface Week {
  /** Its Monday, as YYYY-MM-DD. */
  week: string;
  hourAt: Date;
}

/**
 * A local time that the clocks skip moves by the length of the skip; of one that comes twice the
 * first counts. So each week has exactly one.
 */
export function weeklyHourOf(week: string, { weeklyHour, timeZone }: Schedule): Date {
  const [weekday, time] = weeklyHour.split(' ') as [string, string];
  const day = Temporal.PlainDate.from(week).add({ days: WEEKDAYS.indexOf(weekday) });
  const hour = day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) });
  return new Date(hour.epochMilliseconds);
}

export function nextWeek({ after, ...schedule }: Schedule & { after: Date }): Week {
  // If the clocks skip a whole day, an hour of last week may still be to come.
  const last = weeksFrom(weekOf(after, schedule.timeZone), -1);
  return [0, 1, 2]
    .map((weeks) => toWeek(weeksFrom(last, weeks), schedule))
    .find(({ hourAt }) => hourAt > after)!;
}

/** The last week whose hour has come. */
export function latestWeek({ at, ...schedule }: Schedule & { at: Date }): Week {
  return toWeek(weeksFrom(nextWeek({ ...schedule, after: at }).week, -1), schedule);
}

/** Strictly after a moment. */
export function nextWeeklyHour(from: Schedule & { after: Date }): Date {
  return nextWeek(from).hourAt;
}

export function weeksFrom(week: string, weeks: number): string {
  return Temporal.PlainDate.from(week).add({ weeks }).toString();
}

/** The Monday, as YYYY-MM-DD. */
export function weekOf(moment: Date, timeZone: string): string {
  const day = toLocal(moment, timeZone).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}

/** YYYY-MM-DD. */
export function dayOf(moment: Date, timeZone: string): string {
  return toLocal(moment, timeZone).toPlainDate().toString();
}

function toWeek(week: string, schedule: Schedule): Week {
  return { week, hourAt: weeklyHourOf(week, schedule) };
}

function toLocal(moment: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}
