import { markDelivered } from '../../deliveries/mark';
import { recountSoftBounces } from '../../deliveries/soft-bounces';
import { type Effect, idsOf } from './delivery-event';

/** Ends a run of soft bounces. A bounce of the same mail stays. */
export const delivered: Effect = async ({ db }, deliveryEvents) => {
  await markDelivered(db, deliveryEvents);
  await recountSoftBounces(db, idsOf(deliveryEvents));
};
