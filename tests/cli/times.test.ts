import { describe, expect, it } from 'vitest';
import { readMoment } from '../../src/cli/times';

const NOW = new Date('2026-11-27T14:00:30Z');
const read = (text: string, timeZone = 'UTC') => readMoment(text, timeZone, NOW).toISOString();

describe('a moment on the command line', () => {
  it.each([
    ['now', '2026-11-27T14:00:30.001Z'],
    ['in 2 minutes', '2026-11-27T14:02:30.000Z'],
    ['In 1 hour', '2026-11-27T15:00:30.000Z'],
    ['in  3 days', '2026-11-30T14:00:30.000Z'],
    ['friday 14:01', '2026-11-27T14:01:00.000Z'],
    ['Friday at 7:30', '2026-12-04T07:30:00.000Z'],
    ['2026-11-24T09:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24T09:00+05:30', '2026-11-24T03:30:00.000Z'],
    ['2026-11-24T09:00', '2026-11-24T09:00:00.000Z'],
  ])('"%s" is %s', (text, moment) => {
    expect(read(text)).toBe(moment);
  });

  it('of a weekday, or without an offset, is one in the newsletter’s zone', () => {
    expect(read('monday 9:00', 'Asia/Kolkata')).toBe('2026-11-30T03:30:00.000Z');
    expect(read('2026-11-24T09:00', 'Europe/Berlin')).toBe('2026-11-24T08:00:00.000Z');
  });

  it.each(['', 'soon', 'in minutes', 'in -2 minutes', 'in 2 weeks', 'in 999999 days', 'friday'])(
    '"%s" is refused, with what would be one',
    (text) => {
      expect(() => read(text)).toThrow('is not a time such as 2026-11-24T09:00Z, "friday 7:30"');
    },
  );

  it.each(['friday 24:00', 'friday 7:60', 'freitag 7:30', '2026-02-30T09:00Z', '7:30'])(
    '"%s" is refused as well',
    (text) => {
      expect(() => read(text)).toThrow('is not a time such as');
    },
  );
});
