import { markDelivered } from '../../deliveries/mark';
import { recountSoftBounces } from '../../deliveries/soft-bounces';
import { type Effect, idsOf } from './happening';

/** Ends a run of soft bounces. A bounce of the same mail stays. */
export const delivered: Effect = async ({ db }, happenings) => {
  await markDelivered(db, happenings);
  await recountSoftBounces(db, idsOf(happenings));
};
