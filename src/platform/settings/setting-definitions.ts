import { z } from 'zod';
import { toAsciiAddress, toAsciiSender } from '../text/ascii';
import { addressOrNothing, isTimeZone, oneLine, percent, whole } from './setting-schemas';

const STAFF_ADDRESS = 'an email address with plain letters before the @, or nothing';
const REPLY_TO = 'an address, alone or as Name <desk@example.com>, or nothing';

export const definitions = {
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
    schema: addressOrNothing(toAsciiAddress, STAFF_ADDRESS),
    first: '',
    says: 'where alerts are mailed to; nowhere while it is empty',
  },
  'reply-to': {
    schema: addressOrNothing(toAsciiSender, REPLY_TO),
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
