import type { Database } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { CONFIRM_LINK } from '../refusal-words';
import { getsIssues, readSubscription, type Subscription } from '../subscription';
import { deadLink, LIFE_MS, suppressedByLink } from './open-attempt';

interface AttemptQuery {
  signUpId: number;
  at: Date;
}

/**
 * For as long as the link would have worked. Otherwise, or if nothing comes to that reader any
 * more, throws what is true instead.
 */
export async function readUsedAttempt(
  db: Database,
  { signUpId, at }: AttemptQuery,
): Promise<Subscription> {
  const used = await db
    .selectFrom('sign_ups')
    .leftJoin('suppressions', 'suppressions.email_hash', 'sign_ups.email_hash')
    .select(['sign_ups.subscriber_id', 'suppressions.reason', 'suppressions.actor'])
    .where('sign_ups.id', '=', signUpId)
    .where('sign_ups.requested_at', '>', new Date(at.getTime() - LIFE_MS))
    .executeTakeFirst();
  if (used?.reason === 'asked' && used.actor === 'reader') throw suppressedByLink();
  if (!used?.subscriber_id) throw deadLink();
  const subscription = await readSubscription(db, { subscriberId: used.subscriber_id, at });
  if (getsIssues(subscription)) return subscription;
  const { leftSince, stoppedSince } = CONFIRM_LINK;
  throw new Refusal('conflict', subscription.kind === 'left' ? leftSince : stoppedSince);
}

/** Once their links would have lapsed. */
export async function forgetUsedAttempts(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .updateTable('sign_ups')
    .set({ subscriber_id: null })
    .where('subscriber_id', 'is not', null)
    .where('requested_at', '<=', new Date(at.getTime() - LIFE_MS))
    .execute();
}
