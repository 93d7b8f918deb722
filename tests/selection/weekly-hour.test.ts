import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, nextWeeklyHour, weekOf } from '../../src/selection/weekly-hour';

const next = (weeklyHour: string, timeZone: string, after: string) =>
  nextWeeklyHour({ weeklyHour, timeZone, after: new Date(after) }).toISOString();

describe('the next weekly hour', () => {
  it('is the coming weekday’s, in the newsletter’s zone', () => {
    expect(next('tuesday 09:00', 'UTC', '2026-11-23T06:00:00Z')).toBe('2026-11-24T09:00:00.000Z');
    expect(next('tuesday 09:00', 'Asia/Kolkata', '2026-11-23T06:00:00Z')).toBe(
      '2026-11-24T03:30:00.000Z',
    );
  });

  it('is strictly after the moment asked about', () => {
    expect(next('tuesday 09:00', 'UTC', '2026-11-24T08:59:59.999Z')).toBe(
      '2026-11-24T09:00:00.000Z',
    );
    expect(next('tuesday 09:00', 'UTC', '2026-11-24T09:00:00Z')).toBe('2026-12-01T09:00:00.000Z');
    expect(next('tuesday 09:00', 'UTC', '2026-11-24T09:00:00.001Z')).toBe(
      '2026-12-01T09:00:00.000Z',
    );
  });

  it('counts weekdays by the zone, not by UTC', () => {
    expect(next('tuesday 09:00', 'Asia/Kolkata', '2026-11-23T20:00:00Z')).toBe(
      '2026-11-24T03:30:00.000Z',
    );
    expect(next('monday 20:30', 'America/New_York', '2026-11-24T01:00:00Z')).toBe(
      '2026-11-24T01:30:00.000Z',
    );
  });

  it('stays 09:00 in Berlin across both switches', () => {
    expect(next('tuesday 09:00', 'Europe/Berlin', '2026-03-24T08:00:00Z')).toBe(
      '2026-03-31T07:00:00.000Z',
    );
    expect(next('tuesday 09:00', 'Europe/Berlin', '2026-10-20T07:00:00Z')).toBe(
      '2026-10-27T08:00:00.000Z',
    );
  });

  it('stays 09:00 in New York across both switches', () => {
    expect(next('tuesday 09:00', 'America/New_York', '2026-03-03T14:00:00Z')).toBe(
      '2026-03-10T13:00:00.000Z',
    );
    expect(next('tuesday 09:00', 'America/New_York', '2026-10-27T13:00:00Z')).toBe(
      '2026-11-03T14:00:00.000Z',
    );
  });

  it('becomes an hour later where the clocks skip it', () => {
    expect(next('sunday 02:30', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe(
      '2026-03-29T01:30:00.000Z',
    );
    expect(next('sunday 02:30', 'America/New_York', '2026-03-07T12:00:00Z')).toBe(
      '2026-03-08T07:30:00.000Z',
    );
  });

  it('is the first of two where the clocks repeat it, and the second is no weekly hour', () => {
    expect(next('sunday 02:30', 'Europe/Berlin', '2026-10-24T12:00:00Z')).toBe(
      '2026-10-25T00:30:00.000Z',
    );
    expect(next('sunday 02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z')).toBe(
      '2026-11-01T01:30:00.000Z',
    );
    expect(next('sunday 01:30', 'America/New_York', '2026-10-31T12:00:00Z')).toBe(
      '2026-11-01T05:30:00.000Z',
    );
  });

  it('moves by half an hour on Lord Howe, where clocks do', () => {
    expect(next('sunday 02:15', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z')).toBe(
      '2026-10-03T15:45:00.000Z',
    );
  });

  it('comes after the moment and within eight days, in every zone and at every hour', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'];
    const days = ['monday', 'wednesday', 'sunday'];
    const moment = fc.date({
      min: new Date('2011-01-01'),
      max: new Date('2030-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...days),
        fc.constantFrom('00:00', '02:30', '09:00', '23:59'),
        moment,
        (timeZone, day, time, after) => {
          const found = nextWeeklyHour({ weeklyHour: `${day} ${time}`, timeZone, after });
          const waitDays = (found.getTime() - after.getTime()) / (24 * 60 * 60 * 1000);
          expect(waitDays).toBeGreaterThan(0);
          expect(waitDays).toBeLessThan(8);
        },
      ),
    );
  });
});

describe('the week of a moment', () => {
  it('is its Monday', () => {
    expect(weekOf(new Date('2026-11-23T00:00:00Z'), 'UTC')).toBe('2026-11-23');
    expect(weekOf(new Date('2026-11-29T23:59:59Z'), 'UTC')).toBe('2026-11-23');
    expect(weekOf(new Date('2026-11-30T00:00:00Z'), 'UTC')).toBe('2026-11-30');
  });

  it('crosses the turn of the year', () => {
    expect(weekOf(new Date('2027-01-01T12:00:00Z'), 'UTC')).toBe('2026-12-28');
  });

  it('is counted in the newsletter’s zone', () => {
    const sundayNight = new Date('2026-11-22T20:00:00Z');
    expect(weekOf(sundayNight, 'UTC')).toBe('2026-11-16');
    expect(weekOf(sundayNight, 'Asia/Kolkata')).toBe('2026-11-23');
    const mondayMorning = new Date('2026-11-23T04:00:00Z');
    expect(weekOf(mondayMorning, 'America/New_York')).toBe('2026-11-16');
  });
});

describe('the day of a moment', () => {
  it('is counted in the newsletter’s zone', () => {
    const moment = new Date('2026-11-23T20:00:00Z');
    expect(dayOf(moment, 'UTC')).toBe('2026-11-23');
    expect(dayOf(moment, 'Asia/Kolkata')).toBe('2026-11-24');
  });
});
