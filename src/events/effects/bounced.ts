import { markBounced } from '../../deliveries/mark';
import { isHardBounce, openSoftBounces, recountSoftBounces } from '../../deliveries/soft-bounces';
import { type DeliveryEvent, type Effect, idsOf, suppressRecipients } from './delivery-event';

/** Resend's own word for not knowing, so it counts as soft. */
const NOT_SAID = 'Undetermined';

/** A dead address is suppressed at once, a full mailbox only if it stays full. */
export const bounced: Effect = async (deps, deliveryEvents) => {
  const bounces = deliveryEvents.map((each) => ({ ...each, bounce_type: kindOf(each) }));
  await markBounced(deps.db, bounces);
  const hard = bounces.filter((bounce) => isHardBounce(bounce.bounce_type));
  const soft = bounces.filter((bounce) => !isHardBounce(bounce.bounce_type));
  if (soft.length > 0) await openSoftBounces(deps.db, idsOf(soft));
  const wornOut = await recountSoftBounces(deps.db, idsOf(bounces));
  await suppressRecipients(deps, 'bounced', hard, wornOut);
};

function kindOf({ bounce_type }: DeliveryEvent): string {
  return bounce_type ?? NOT_SAID;
}
