import { markDelivered } from '../../deliveries/mark';
import { recountSoftBounces } from '../../deliveries/soft-bounces';
import { type Effect, idsOf } from './happening';

/** The reader's mail server took it: a run of soft bounces ends. A bounce of the same mail stays. */
export const delivered: Effect = async ({ db }, happenings) => {
  await markDelivered(db, happenings);
  await recountSoftBounces(db, idsOf(happenings));
};
