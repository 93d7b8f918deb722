import { z } from 'zod';

/** Nothing is accepted; a 'hang' is never answered, however long the caller waits. */
export const faultsBefore = ['500-json', '502-html', '503-empty', 'reset-before', 'hang'] as const;

/** The mails are accepted and on the disk; what goes wrong is the answer. */
export const faultsAfter = [
  'slow',
  'hang-after',
  'reset-after',
  'truncated',
  '200-html',
  'too-few-ids',
] as const;

/** When a mail's events are posted; the last three are how one attempt is signed. */
const webhookFaults = [
  'duplicated',
  'reordered',
  'early',
  'late',
  'stale',
  'badly-signed',
  'signed-twice',
] as const;

const MAX_MS = 600_000;
const MAX_SHIFT_MS = 10 * 365 * 24 * 3_600_000;
const chance = z.number().min(0).max(1);

const fault = z
  .strictObject({
    kind: z.enum([...faultsBefore, ...faultsAfter]),
    on: z.enum(['batch', 'single', 'any']).default('batch'),
    /** The n-th such call from now on, once. */
    nth: z.int().min(1).max(1_000_000).optional(),
    /** Each such call with this probability. */
    chance: chance.optional(),
    /** How long 'slow' waits, and when a hanging call is cut off; without it never. */
    ms: z.int().min(0).max(MAX_MS).optional(),
  })
  .refine((each) => (each.nth === undefined) !== (each.chance === undefined), {
    message: 'A fault has either nth or chance.',
  });

const webhooks = z.strictObject({
  faults: z
    .array(
      z.strictObject({
        kind: z.enum(webhookFaults),
        chance,
        /** How much later than usual 'late' is. */
        ms: z.int().min(0).max(MAX_MS).default(1_000),
      }),
    )
    .max(100)
    .default([]),
  /** Times the documented waits between attempts: 0.001 makes five seconds five milliseconds. */
  retryFactor: z.number().min(0).max(1).default(1),
  /** Posts under way at once. */
  concurrency: z.int().min(1).max(64).default(8),
});

const domain = z.strictObject({
  name: z.string().min(1).max(253).default('example.com'),
  /** As resend.com/docs/dashboard/domains/introduction names them; only a verified domain sends. */
  status: z
    .enum([
      'not_started',
      'pending',
      'verified',
      'partially_verified',
      'partially_failed',
      'failed',
    ])
    .default('verified'),
  openTracking: z.boolean().default(false),
  clickTracking: z.boolean().default(false),
});

const shape = z.strictObject({
  /** For everything random. */
  seed: z.int().default(1),
  /** Only the first that strikes a call is applied. */
  faults: z.array(fault).max(100).default([]),
  /** Calls in each second of the emulator's clock; null sends no headers about it. */
  rate: z
    .strictObject({ perSecond: z.int().min(1).max(1_000_000) })
    .nullable()
    .default(null),
  /** Mails accepted in a day and in a month of the emulator's clock (UTC). */
  quota: z
    .strictObject({ daily: z.int().min(0).optional(), monthly: z.int().min(0).optional() })
    .nullable()
    .default(null),
  webhooks: webhooks.prefault({}),
  domain: domain.prefault({}),
  clockShiftMs: z.int().min(-MAX_SHIFT_MS).max(MAX_SHIFT_MS).default(0),
});

/** What goes wrong from now on, and the limits; whatever is left out works. */
export type Script = z.output<typeof shape>;
export type ScriptInput = z.input<typeof shape>;
export type Fault = Script['faults'][number];
export type WebhookFault = (typeof webhookFaults)[number];
export type CallKind = 'batch' | 'single';

/** Throws a ZodError for anything that is not a script. */
export function readScript(input: unknown): Script {
  return shape.parse(input);
}
