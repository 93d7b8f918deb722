import { Refusal } from '../platform/refusal';

/** A day of the calendar as YYYY-MM-DD. */
export function requireDay(text: string): void {
  const isWritten = /^[1-9]\d{3}-\d\d-\d\d$/.test(text);
  const day = new Date(`${text}T00:00:00Z`);
  if (isWritten && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return;
  throw new Refusal('invalid', `“${text}” is not a date: a day such as 2026-11-23 was expected.`);
}
