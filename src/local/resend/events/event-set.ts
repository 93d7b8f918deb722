import type { EventParts } from './provider-events';

/** In order, for a mail to one recipient. */
export interface EventPlan {
  type: string;
  parts: Omit<EventParts, 'at'>;
}

/** By the label in its recipient's address. */
export type Outcome =
  | 'delivered'
  | 'bounced'
  | 'soft'
  | 'complained'
  | 'failed'
  | 'suppressed'
  | 'delayed'
  | 'silent';

const LABEL = /\+(bounced|soft|complained|failed|suppressed|delayed|silent)(?![a-z])/;
/** Resend's own test addresses (resend.com/docs/dashboard/emails/send-test-emails). */
const TEST_ADDRESS = /^(delivered|bounced|complained|suppressed)(?:\+[^@]*)?@resend\.dev$/;

/** By a label such as `ada+bounced@example.com`; delivered without one. */
export function readOutcome(address: string): Outcome {
  const local = address.slice(0, Math.max(address.lastIndexOf('@'), 0));
  const named = LABEL.exec(local)?.[1] ?? TEST_ADDRESS.exec(address)?.[1];
  return (named as Outcome | undefined) ?? 'delivered';
}

/** Whether Resend stops writing to the address after this. */
export function isSuppressing(outcome: Outcome): boolean {
  return outcome === 'bounced' || outcome === 'complained';
}

const plan = (type: string, parts: EventPlan['parts'] = {}) => ({ type: `email.${type}`, parts });
const sent = plan('sent');
const delivered = plan('delivered');
const hard = { type: 'Permanent', subType: 'General', message: 'The mailbox does not exist.' };
const soft = { type: 'Transient', subType: 'MailboxFull', message: 'The mailbox is full.' };
const list = {
  type: 'OnAccountSuppressionList',
  message: 'The address is on the suppression list of the account.',
};

export const eventSets: Record<Outcome, EventPlan[]> = {
  delivered: [sent, delivered],
  bounced: [sent, plan('bounced', { bounce: hard })],
  soft: [sent, plan('bounced', { bounce: soft })],
  complained: [sent, delivered, plan('complained')],
  failed: [plan('failed', { failed: { reason: 'reached_daily_quota' } })],
  suppressed: [plan('suppressed', { suppressed: list })],
  delayed: [sent, plan('delivery_delayed'), delivered],
  silent: [],
};
