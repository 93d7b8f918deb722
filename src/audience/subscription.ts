import type { Database } from '../platform/database';
import { isLiftable, type SuppressionReason } from './suppression/suppress';

/** What a reader will get from now on: every sentence about it is made from this. */
export type Subscription =
  | { kind: 'next' }
  | { kind: 'paused-until'; until: Date }
  | { kind: 'paused-issues'; issues: number }
  | { kind: 'left' }
  /** Nothing goes to the address, whether or not its reader is still on the list. */
  | { kind: 'suppressed'; reason: SuppressionReason; is_listed: boolean }
  | { kind: 'erased' };

/** Throws if there never was such a reader. */
export async function readSubscription(
  db: Database,
  { subscriberId, at }: { subscriberId: number; at: Date },
): Promise<Subscription> {
  const { state, reason, paused_until, paused_issues } = await db
    .selectFrom('subscribers')
    .leftJoin('suppressions', 'suppressions.email_hash', 'subscribers.email_hash')
    .select(['subscribers.state', 'suppressions.reason'])
    .select(['subscribers.paused_until', 'subscribers.paused_issues'])
    .where('subscribers.id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  if (state === 'erased') return { kind: 'erased' };
  if (reason) return { kind: 'suppressed', reason, is_listed: state === 'confirmed' };
  if (state === 'unsubscribed') return { kind: 'left' };
  if (paused_until && paused_until > at) return { kind: 'paused-until', until: paused_until };
  if (paused_issues > 0) return { kind: 'paused-issues', issues: paused_issues };
  return { kind: 'next' };
}

/** Now or after a pause. */
export function getsIssues({ kind }: Subscription): boolean {
  return kind === 'next' || kind === 'paused-until' || kind === 'paused-issues';
}

/** Whether signing up and confirming brings a reader back. */
export function mayReturn(subscription: Subscription): boolean {
  return (
    subscription.kind === 'left' ||
    (subscription.kind === 'suppressed' && isLiftable(subscription.reason))
  );
}

/** Whether there is a subscription to stop, even if nothing comes of it. */
export function isOnList(subscription: Subscription): boolean {
  return getsIssues(subscription) || (subscription.kind === 'suppressed' && subscription.is_listed);
}
