import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { findWeekToOpen } from '../../src/selection/due-week';
import {
  latestWeek,
  nextWeek,
  type Schedule,
  WEEKDAYS,
  weeklyHourOf,
  weeksFrom,
} from '../../src/selection/weekly-hour';

const FIRST_MONDAY = '2021-01-04';
const WEEKS = 10 * 52;
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Casey's clocks change by as much; other clocks change by two hours at most. */
const LARGEST_CHANGE_MIN = 180;
/**
 * Zones whose clocks change by half an hour, by three hours, at midnight, around Ramadan, against the season, or
 * never.
 */
const ODD_ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'America/St_Johns', 'Australia/Lord_Howe'],
  ...['Pacific/Apia', 'Africa/Casablanca', 'Africa/Cairo', 'Asia/Kathmandu', 'America/Havana'],
  ...['Asia/Beirut', 'America/Santiago', 'America/Asuncion', 'America/Nuuk', 'Asia/Gaza'],
  ...['Antarctica/Troll', 'Pacific/Kiritimati', 'Europe/Dublin', 'America/Scoresbysund'],
  'Antarctica/Casey',
];

const zone = fc.oneof(
  fc.constantFrom(...ODD_ZONES),
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
);
const time = fc
  .oneof(fc.integer({ min: 0, max: 3 * 60 + 59 }), fc.integer({ min: 0, max: 24 * 60 - 1 }))
  .map((minute) =>
    Temporal.PlainTime.from('00:00').add({ minutes: minute }).toString().slice(0, 5),
  );
const rhythm = fc.record({
  timeZone: zone,
  weeklyHour: fc.tuple(fc.constantFrom(...WEEKDAYS), time).map((parts) => parts.join(' ')),
});

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);
const tickFrom = (ms: number) => new Date(Math.ceil(ms / QUARTER_MS) * QUARTER_MS);

/** A zone's changes within ten years, and a few other Mondays. */
function listWeeks(timeZone: string, offset: number): string[] {
  const end = weeksFrom(FIRST_MONDAY, WEEKS);
  const changes: string[] = [];
  let at = Temporal.PlainDate.from(FIRST_MONDAY).toZonedDateTime(timeZone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.toPlainDate().toString() >= end) break;
    const day = next.toPlainDate();
    const monday = day.subtract({ days: day.dayOfWeek - 1 }).toString();
    changes.push(weeksFrom(monday, -1), monday, weeksFrom(monday, 1));
    at = next;
  }
  const others = [0, 1, 2, 3].map((nth) => weeksFrom(FIRST_MONDAY, (offset + 131 * nth) % WEEKS));
  return [...new Set([...changes, ...others])];
}

it('each week of ten years has one weekly hour, on its day, in every zone and at every minute', () => {
  fc.assert(
    fc.property(rhythm, fc.nat(WEEKS - 1), (of, offset) => {
      for (const week of listWeeks(of.timeZone, offset)) checkHour(week, of);
    }),
    { numRuns: 30 },
  );
});

function checkHour(week: string, of: Schedule): void {
  const [day, plainTime] = of.weeklyHour.split(' ') as [string, string];
  const hourAt = weeklyHourOf(week, of);
  const local = Temporal.Instant.fromEpochMilliseconds(hourAt.getTime()).toZonedDateTimeISO(
    of.timeZone,
  );
  const wished = Temporal.PlainDate.from(week)
    .add({ days: WEEKDAYS.indexOf(day) })
    .toPlainDateTime(plainTime);
  const shifted = local.toPlainDateTime().since(wished).total('minutes');
  // As set or, if the clocks skip that time, later by as much as they skip.
  if (shifted !== 0)
    expect(wished.toZonedDateTime(of.timeZone).toPlainDateTime()).not.toEqual(wished);
  expect(shifted).toBeGreaterThanOrEqual(0);
  expect(shifted).toBeLessThanOrEqual(LARGEST_CHANGE_MIN);
  const before = later(hourAt, -1);
  expect(nextWeek({ ...of, after: before })).toEqual({ week, hourAt });
  expect(latestWeek({ ...of, at: hourAt })).toEqual({ week, hourAt });
  expect(nextWeek({ ...of, after: hourAt }).week).toBe(weeksFrom(week, 1));
  expect(latestWeek({ ...of, at: before }).week).toBe(weeksFrom(week, -1));
  const waitDays = (weeklyHourOf(weeksFrom(week, 1), of).getTime() - hourAt.getTime()) / DAY_MS;
  expect(Math.abs(waitDays - 7)).toBeLessThanOrEqual(LARGEST_CHANGE_MIN / (24 * 60));
}

it('each week of ten years is opened in one stretch of ticks that ends before its hour, and in no other', () => {
  fc.assert(
    fc.property(rhythm, fc.nat(WEEKS - 1), (of, offset) => {
      for (const week of listWeeks(of.timeZone, offset)) {
        const hourAt = weeklyHourOf(week, of);
        const first = tickFrom(hourAt.getTime() - 27 * 60 * 60_000);
        const last = later(tickFrom(hourAt.getTime()), -QUARTER_MS);
        for (const tick of [first, later(first, 13 * 60 * 60_000), last])
          expect(findWeekToOpen(of, tick)?.week).toBe(week);
        expect(findWeekToOpen(of, later(first, -QUARTER_MS))).toBeNull();
        expect(findWeekToOpen(of, later(last, QUARTER_MS))).toBeNull();
      }
    }),
    { numRuns: 15 },
  );
});

it('where a whole day is skipped, the hour is a day later, in the same week', () => {
  const of = { timeZone: 'Pacific/Apia', weeklyHour: 'friday 09:00' };
  const hourAt = new Date('2011-12-30T19:00:00Z');
  expect(weeklyHourOf('2011-12-26', of)).toEqual(hourAt);
  const saturdayMorning = new Date('2011-12-30T18:00:00Z');
  expect(nextWeek({ ...of, after: saturdayMorning })).toEqual({ week: '2011-12-26', hourAt });
});
