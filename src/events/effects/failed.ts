import { markFailed } from '../../deliveries/mark';
import type { Effect } from './happening';

/** Resend took the mail but could not send it, for a reason other than the address. */
export const failed: Effect = async ({ db }, happenings) => {
  const failures = happenings.map((each) => ({ ...each, failure: each.failure ?? 'not said' }));
  await markFailed(db, failures);
};
