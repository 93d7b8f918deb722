import { Temporal } from 'temporal-polyfill';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

interface Week {
  /** As the setting has it: "tuesday 09:00". */
  weeklyHour: string;
  /** IANA name. */
  timeZone: string;
  after: Date;
}

/**
 * The first weekly hour strictly after a moment. A local time that the clocks skip becomes one as
 * much later as they skip; of one that comes twice the first counts.
 */
export function nextWeeklyHour({ weeklyHour, timeZone, after }: Week): Date {
  const [weekday, time] = weeklyHour.split(' ') as [string, string];
  const plainTime = Temporal.PlainTime.from(time);
  const today = toLocal(after, timeZone).toPlainDate();
  const days = (WEEKDAYS.indexOf(weekday) + 1 - today.dayOfWeek + 7) % 7;
  const toMoment = (inDays: number) =>
    today.add({ days: inDays }).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
  const first = toMoment(days);
  return new Date(first > after.getTime() ? first : toMoment(days + 7));
}

/** The Monday, as YYYY-MM-DD, of the week in which a moment lies in that zone. */
export function weekOf(moment: Date, timeZone: string): string {
  const day = toLocal(moment, timeZone).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}

/** The day, as YYYY-MM-DD, on which a moment lies in that zone. */
export function dayOf(moment: Date, timeZone: string): string {
  return toLocal(moment, timeZone).toPlainDate().toString();
}

function toLocal(moment: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}
