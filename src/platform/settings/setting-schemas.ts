import { z } from 'zod';
import { cleanLine } from '../text/clean-text';
import { stripInvisible } from '../text/invisible-characters';

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Cleaned, because it goes into subjects, headers and pages. */
export const oneLine = (max: number) =>
  z
    .string()
    .transform(readLine)
    .pipe(z.string().min(1, 'at least one character').max(max, `at most ${max} characters`));

function readLine(text: string, context: z.RefinementCtx): string {
  const read = cleanLine(text);
  if ('text' in read) return read.text;
  context.addIssue({
    code: 'custom',
    message: `it must be one line of text, and it has ${read.fault}`,
  });
  return z.NEVER;
}

/** Digits only: empty text isn't 0, and nobody means `1e3`. */
const number = (form: RegExp, says: string, [min, max]: [number, number]) =>
  z
    .string()
    .trim()
    .regex(form, says)
    .transform(Number)
    .pipe(z.number().min(min, says).max(max, says));

export const whole = (min: number, max: number) =>
  number(/^\d{1,7}$/, `a whole number from ${min} to ${max}`, [min, max]);

export const percent = number(
  /^\d{1,3}(?:\.\d{1,4})?$/,
  'a percentage from 0.01 to 100',
  [0.01, 100],
);

/** Empty text means no address; `read` returns null for a bad one. */
export const addressOrNothing = (read: (typed: string) => string | null, says: string) =>
  z.string().transform((text, context) => {
    const typed = stripInvisible(text).trim();
    const address = typed === '' ? '' : read(typed);
    if (address !== null) return address;
    context.addIssue({ code: 'custom', message: says });
    return z.NEVER;
  });
