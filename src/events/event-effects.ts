import type { Deps } from '../platform/deps';
import { bounced } from './effects/bounced';
import { complained } from './effects/complained';
import { delivered } from './effects/delivered';
import type { DeliveryEvent, Effect } from './effects/delivery-event';
import { failed } from './effects/failed';
import { suppressed } from './effects/suppressed';
import { tracked } from './effects/tracked';

/** Matching the mail to a delivery has recorded already that Resend has it. */
const provesAcceptance: Effect = async () => {};

/** By Resend's name; every other type means nothing to us. */
const EFFECTS = new Map<string, Effect>([
  ['email.sent', provesAcceptance],
  ['email.scheduled', provesAcceptance],
  ['email.delivery_delayed', provesAcceptance],
  ['email.delivered', delivered],
  ['email.bounced', bounced],
  ['email.complained', complained],
  ['email.failed', failed],
  ['email.suppressed', suppressed],
  ['email.opened', tracked],
  ['email.clicked', tracked],
]);

export function marksDelivery(type: string): boolean {
  return hasEffect(type) && EFFECTS.get(type) !== provesAcceptance;
}

/** Not those that may pause: everybody locks issues before deliveries. */
export function mayShare(type: string): boolean {
  return hasEffect(type) && !mayPause(type);
}

export function hasEffect(type: string): boolean {
  return EFFECTS.has(type);
}

export function mayPause(type: string): boolean {
  return EFFECTS.get(type) === tracked;
}

/** The order of the types does not matter. */
export async function applyEffects(deps: Deps, deliveryEvents: DeliveryEvent[]): Promise<void> {
  for (const [type, effect] of EFFECTS) {
    const ofType = deliveryEvents.filter((deliveryEvent) => deliveryEvent.type === type);
    if (ofType.length > 0) await effect(deps, ofType);
  }
}
