import { sql } from 'kysely';
import { z } from 'zod';
import { toAsciiAddress, toAsciiSender } from './ascii';
import { cleanLine } from './clean-text';
import { type Database, inTransaction } from './database';
import { Refusal } from './refusal';
import { dropUnseen } from './unseen-characters';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Kept clean: it goes into subjects, headers and pages. */
const oneLine = (max: number) =>
  z
    .string()
    .transform(readLine)
    .pipe(z.string().min(1, 'at least one character').max(max, `at most ${max} characters`));

function readLine(text: string, context: z.RefinementCtx): string {
  const read = cleanLine(text);
  if ('text' in read) return read.text;
  context.addIssue({
    code: 'custom',
    message: `one line of text is wanted, and it has ${read.fault}`,
  });
  return z.NEVER;
}

/** In digits: an empty text is no 0, and `1e3` no number that anybody would look for. */
const number = (form: RegExp, says: string, [min, max]: [number, number]) =>
  z
    .string()
    .trim()
    .regex(form, says)
    .transform(Number)
    .pipe(z.number().min(min, says).max(max, says));

const whole = (min: number, max: number) =>
  number(/^\d{1,7}$/, `a whole number from ${min} to ${max}`, [min, max]);

const percent = number(/^\d{1,3}(?:\.\d{1,4})?$/, 'a percentage from 0.01 to 100', [0.01, 100]);

function readStaffAddress(text: string, context: z.RefinementCtx): string {
  const typed = dropUnseen(text).trim();
  const address = typed === '' ? '' : toAsciiAddress(typed);
  if (address !== null) return address;
  const message = 'an email address with plain letters before the @, or nothing';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function readReplyTo(text: string, context: z.RefinementCtx): string {
  const typed = dropUnseen(text).trim();
  const address = typed === '' ? '' : toAsciiSender(typed);
  if (address !== null) return address;
  const message = 'an address, alone or as Name <desk@example.com>, or nothing';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const definitions = {
  'newsletter-name': {
    schema: oneLine(80),
    first: 'Weekly AI Tool Verdicts',
    says: 'the name in mails and pages',
  },
  'postal-address': {
    schema: oneLine(300),
    first: '',
    says: 'the address at the foot of every issue; nothing is released without one',
  },
  'time-zone': {
    schema: z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin'),
    first: 'UTC',
    says: 'the newsletter’s time zone, by its IANA name',
  },
  'weekly-hour': {
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .regex(
        /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:[01]\d|2[0-3]):[0-5]\d$/,
        'a weekday and a time, such as "tuesday 09:00"',
      ),
    first: 'tuesday 09:00',
    says: 'when the week’s issue is meant to go out, in the newsletter’s time zone',
  },
  'entries-an-issue': {
    schema: whole(1, 5),
    first: 5,
    says: 'how many comparisons the selection picks',
  },
  'rest-issues': {
    schema: whole(0, 52),
    first: 4,
    says: 'for how many issues a featured tool waits before it may return',
  },
  floor: {
    schema: whole(1, 1000),
    first: 20,
    says: 'fewer votes than this are shown as a count, never as a percentage',
  },
  'sign-ups-an-hour': {
    schema: whole(1, 100_000),
    first: 300,
    says: 'how many confirmation mails go out in an hour at most',
  },
  'sign-up-puzzle': {
    schema: z.enum(['auto', 'off', 'on']),
    first: 'auto',
    says: 'whether the visitor’s browser solves a puzzle before a sign-up is taken (needs JavaScript): auto (while many sign-ups are not confirmed), off or on',
  },
  'staff-address': {
    schema: z.string().transform(readStaffAddress),
    first: '',
    says: 'where alarms are mailed to; nowhere while it is empty',
  },
  'reply-to': {
    schema: z.string().transform(readReplyTo),
    first: '',
    says: 'the address that answers to our mails go to, such as desk@example.com or Name <desk@example.com>; to the sender while it is empty',
  },
  'feedback-id': {
    schema: z
      .string()
      .trim()
      .regex(/^(?:[A-Za-z0-9_-]{5,15})?$/, '5 to 15 letters, digits, hyphens or underscores'),
    first: '',
    says: 'our own name, 5 to 15 characters, at the end of the Feedback-ID header, by which Gmail’s Postmaster Tools count complaints; no such header while it is empty',
  },
  'first-wave': {
    schema: z.union(
      [z.literal('auto'), whole(0, 1_000_000)],
      'auto, or a whole number from 0 to 1000000',
    ),
    first: 'auto',
    says: 'how many readers get an issue before the rest waits for what becomes of theirs: auto (1,000 of live mail, all of local mail), a number, or 0 for all at once',
  },
  'brake-bounces': {
    schema: percent,
    first: 4,
    says: 'percent of an issue’s mails that may bounce before it pauses',
  },
  'brake-complaints': {
    schema: percent,
    first: 0.08,
    says: 'percent of an issue’s mails that may be complained about (three at least) before it pauses',
  },
  'open-tracking': {
    schema: z.enum(['off', 'consenting', 'everyone']),
    first: 'consenting',
    says: 'whose mail carries an open pixel: off, consenting or everyone',
  },
} as const;

export type SettingName = keyof typeof definitions;
export type Settings = { [N in SettingName]: z.output<(typeof definitions)[N]['schema']> };

export const settingNames = Object.keys(definitions) as SettingName[];

/** What a setting is for, in words. */
export function describeSetting(name: SettingName): string {
  return definitions[name].says;
}

/** Every setting: the stored value, or the one it starts with. */
export async function readSettings(db: Database): Promise<Settings> {
  const rows = await db.selectFrom('settings').select(['name', 'value']).execute();
  const stored = new Map(rows.map((row) => [row.name, row.value]));
  return Object.fromEntries(
    settingNames.map((name) => [name, stored.get(name) ?? definitions[name].first]),
  ) as Settings;
}

/** One setting's stored value, or the one it starts with, as text in SQL. */
export function storedSetting(name: SettingName) {
  return sql<string>`coalesce((select value #>> '{}' from settings where name = ${name}),
    ${String(definitions[name].first)})`;
}

/** Sets one; spaces and underscores in the name count as hyphens. Refuses what its schema refuses. */
export async function setSetting(
  db: Database,
  { name, value, at }: { name: string; value: string; at: Date },
): Promise<Settings> {
  const known = settingNames.find((each) => each === name.toLowerCase().replace(/[\s_]+/g, '-'));
  if (!known) {
    throw new Refusal(
      'invalid',
      `There is no setting "${name}"; there are ${settingNames.join(', ')}.`,
    );
  }
  const parsed = definitions[known].schema.safeParse(value);
  if (!parsed.success) {
    const wanted = parsed.error.issues[0]?.message;
    throw new Refusal('invalid', `"${value}" does not fit ${known}: ${wanted}.`);
  }
  return inTransaction(db, async (tx) => {
    const row = { value: JSON.stringify(parsed.data), changed_at: at };
    await tx
      .insertInto('settings')
      .values({ name: known, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute();
    return readSettings(tx);
  });
}
