import { Temporal } from 'temporal-polyfill';
import { Refusal } from '../platform/refusal';

/**
 * A moment from ISO 8601: with an offset or Z as it says (seconds may be missing), without one in
 * the newsletter's time zone.
 */
export function readMoment(text: string, timeZone: string): Date {
  try {
    const hasOffset = /(?:Z|[+-]\d\d:?\d\d)(?:\[[^[\]]*\])?$/i.test(text);
    const instant = hasOffset
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant();
    return new Date(instant.epochMilliseconds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal('invalid', `"${text.slice(0, 60)}" is not a time such as 2026-11-24T09:00Z.`);
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

/** "Tuesday, 24 November 2026 at 09:00 CET". */
export function momentInWords(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return `${format.format(at)} ${timeZone}`;
}
