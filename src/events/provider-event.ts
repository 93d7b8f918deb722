import { readAddress } from '../audience/address';
import { acceptByEvent, findByResendId } from '../deliveries/batches/accept-by-event';
import { findIssueOfMail } from '../deliveries/find';
import { lockIssue } from '../issues/find';
import { findMail } from '../mail/outbox';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { retryOnDeadlock } from '../platform/postgres/deadlock';
import type { ProviderEvent } from './effects/event';
import { hasEffect, mayPause } from './event-effects';
import { applyKeptEvents } from './kept-events';
import { applyToTransactionalMail } from './transactional-mail-event';

/**
 * - kept: ours by its tag, applied once Resend's id for the mail is recorded
 * - foreign: another environment's on the same Resend team
 * - ignored: of a type that means nothing to us
 */
export type EventOutcome = 'applied' | 'kept' | 'foreign' | 'ignored' | 'repeated';

/** Applies an event once, in one transaction, however often, early or out of order it comes. */
export async function receiveProviderEvent(
  deps: Deps,
  event: ProviderEvent,
): Promise<EventOutcome> {
  return retryOnDeadlock(() =>
    inTransaction(deps.db, (tx) => receiveInside({ ...deps, db: tx }, event)),
  );
}

async function receiveInside(inside: Deps, event: ProviderEvent): Promise<EventOutcome> {
  if (mayPause(event.type)) await lockItsIssue(inside.db, event);
  const outcome = await sortEvent(inside, event);
  if (!(await keepEvent(inside, event, outcome))) return 'repeated';
  if (outcome !== 'kept') return outcome;
  return (await applyEvent(inside, event)) ? 'applied' : 'kept';
}

/** The issue before its batch, as everybody locks them. */
async function lockItsIssue(tx: Database, { resend_id, tags }: ProviderEvent): Promise<void> {
  const mail = { deliveryId: tags.delivery, resendId: resend_id };
  const issueId = await findIssueOfMail(tx, mail);
  if (issueId !== undefined) await lockIssue(tx, issueId);
}

/** False if neither a delivery nor a transactional mail is known yet. */
async function applyEvent(deps: Deps, event: ProviderEvent): Promise<boolean> {
  if (await findDeliveryOfEvent(deps, event)) {
    await applyKeptEvents(deps, [event.resend_id!]);
    return true;
  }
  if (!(await applyToTransactionalMail(deps, event))) return false;
  await markApplied(deps.db, event);
  return true;
}

async function sortEvent(
  { db, installation }: Deps,
  { type, resend_id, tags }: ProviderEvent,
): Promise<'kept' | 'foreign' | 'ignored'> {
  if (!hasEffect(type) || resend_id === null) return 'ignored';
  if (tags.installation === installation.id) return 'kept';
  if ((await findByResendId(db, resend_id)) !== undefined) return 'kept';
  return (await findMail(db, { resendId: resend_id, mailId: null })) ? 'kept' : 'foreign';
}

/** False if it was kept before; waits for another request that is keeping it. */
async function keepEvent(
  { db, now }: Deps,
  { recipients: _, tags: __, ...event }: ProviderEvent,
  outcome: 'kept' | 'foreign' | 'ignored',
): Promise<boolean> {
  const kept = await db
    .insertInto('provider_events')
    .values({ ...event, outcome, received_at: now() })
    .onConflict((conflict) => conflict.column('svix_id').doNothing())
    .returning('svix_id')
    .executeTakeFirst();
  return kept !== undefined;
}

async function markApplied(tx: Database, { svix_id }: ProviderEvent): Promise<void> {
  await tx
    .updateTable('provider_events')
    .set({ outcome: 'applied' })
    .where('svix_id', '=', svix_id)
    .execute();
}

/** By Resend's id or, if that is not known yet, by our tag. */
async function findDeliveryOfEvent(
  { db, now }: Deps,
  { resend_id, recipients, tags }: ProviderEvent,
): Promise<boolean> {
  const resendId = resend_id!;
  if ((await findByResendId(db, resendId)) !== undefined) return true;
  if (tags.delivery === null) return false;
  const isRecipient = (email: string) => isOnly(recipients, email);
  return acceptByEvent(db, { deliveryId: tags.delivery, resendId, isRecipient, at: now() });
}

function isOnly(recipients: string[], email: string): boolean {
  const [given, wanted] = [readAddress(recipients[0] ?? ''), readAddress(email)];
  if (recipients.length !== 1 || typeof given === 'string' || typeof wanted === 'string') {
    return false;
  }
  return given.email_key === wanted.email_key;
}
