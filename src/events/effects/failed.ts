import { markFailed } from '../../deliveries/mark';
import type { Effect } from './delivery-event';

/** Resend took the mail but could not send it, for a reason other than the address. */
export const failed: Effect = async ({ db }, deliveryEvents) => {
  const failures = deliveryEvents.map((each) => ({ ...each, failure: each.failure ?? 'not said' }));
  await markFailed(db, failures);
};
