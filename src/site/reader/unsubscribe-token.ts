import { type FoundDelivery, findDelivery } from '../../deliveries/find';
import { Refusal } from '../../platform/refusal';
import { TEST_DELIVERY_ID } from '../../tracking/tokens';
import type { WebDeps } from '../../web/client-address';
import { UNSUBSCRIBE } from './unsubscribe-words';

/** The reader whom an unsubscribe link stops. */
export interface UnsubscribeToken {
  subscriberId: number;
  /** The mail with the link; null for a link that names the reader. */
  delivery: FoundDelivery | null;
}

/** Null for a test mail's token, which stops nobody. */
export async function readUnsubscribeToken(
  { db, signer }: WebDeps,
  segment: string,
): Promise<UnsubscribeToken | null> {
  const deliveryId = signer.read('u', segment);
  if (deliveryId === TEST_DELIVERY_ID) return null;
  const delivery = deliveryId === null ? undefined : await findDelivery(db, deliveryId);
  if (delivery) return { subscriberId: delivery.subscriber_id, delivery };
  const subscriberId = signer.read('l', segment);
  if (subscriberId !== null) return { subscriberId, delivery: null };
  throw new Refusal('missing', UNSUBSCRIBE.deadLink);
}
