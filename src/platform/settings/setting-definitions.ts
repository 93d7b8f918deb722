import { z } from 'zod';
import { toAsciiAddress, toAsciiSender } from '../text/ascii';
import { addressOrNothing, isTimeZone, oneLine, percent, whole } from './setting-schemas';

const STAFF_ADDRESS = 'an email address with ASCII letters before the @, or nothing';
const REPLY_TO = 'an address, alone or as Name <desk@example.com>, or nothing';

export const definitions = {
  'newsletter-name': {
    schema: oneLine(80),
    first: 'Weekly AI Tool Verdicts',
    says: 'the name in mails and on pages',
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
    says: 'when the week’s issue is due, in the newsletter’s time zone',
  },
  'entries-an-issue': {
    schema: whole(1, 5),
    first: 5,
    says: 'how many comparisons the selection picks',
  },
  'rest-issues': {
    schema: whole(0, 52),
    first: 4,
    says: 'how many issues a featured tool waits before it may return',
  },
  floor: {
    schema: whole(1, 1000),
    first: 20,
    says: 'with fewer votes than this, a count is shown instead of a percentage',
  },
  'sign-ups-an-hour': {
    schema: whole(1, 100_000),
    first: 300,
    says: 'the most confirmation mails that go out in an hour',
  },
  'sign-up-puzzle': {
    schema: z.enum(['auto', 'off', 'on']),
    first: 'auto',
    says: 'whether the visitor’s browser must solve a puzzle before signing up (needs JavaScript): auto (while many sign-ups go unconfirmed), off or on',
  },
  'staff-address': {
    schema: addressOrNothing(toAsciiAddress, STAFF_ADDRESS),
    first: '',
    says: 'where alerts are mailed; nowhere if empty',
  },
  'reply-to': {
    schema: addressOrNothing(toAsciiSender, REPLY_TO),
    first: '',
    says: 'where replies to our mails go, such as desk@example.com or Name <desk@example.com>; to the sender if empty',
  },
  'feedback-id': {
    schema: z
      .string()
      .trim()
      .regex(/^(?:[A-Za-z0-9_-]{5,15})?$/, '5 to 15 letters, digits, hyphens or underscores'),
    first: '',
    says: 'the name, 5 to 15 characters, at the end of the Feedback-ID header, which Gmail’s Postmaster Tools use to count complaints; no header if empty',
  },
  'first-wave': {
    schema: z.union(
      [z.literal('auto'), whole(0, 1_000_000)],
      'auto, or a whole number from 0 to 1000000',
    ),
    first: 'auto',
    says: 'how many readers get an issue first while the rest wait for the outcome: auto (1,000 if mail is live, otherwise all), a number, or 0 for all at once',
  },
  'brake-bounces': {
    schema: percent,
    first: 4,
    says: 'the percentage of an issue’s mails that may bounce before it pauses',
  },
  'brake-complaints': {
    schema: percent,
    first: 0.08,
    says: 'the percentage of an issue’s mails that may be reported as spam before it pauses (at least three)',
  },
  'open-tracking': {
    schema: z.enum(['off', 'consenting', 'everyone']),
    first: 'consenting',
    says: 'whose mail carries an open pixel: off, consenting or everyone',
  },
} as const;
