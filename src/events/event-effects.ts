import type { Deps } from '../platform/deps';
import { bounced } from './effects/bounced';
import { complained } from './effects/complained';
import { delivered } from './effects/delivered';
import { failed } from './effects/failed';
import type { Effect, Happening } from './effects/happening';
import { suppressed } from './effects/suppressed';
import { tracked } from './effects/tracked';

/** Says only that Resend has the mail, which matching it to a delivery has recorded already. */
const provesAcceptance: Effect = async () => {};

/** What can happen to a delivery, by Resend's name for it; every other type means nothing to us. */
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

/** Whether events of this type say more than that Resend has the mail. */
export function marksDelivery(type: string): boolean {
  return hasEffect(type) && EFFECTS.get(type) !== provesAcceptance;
}

/**
 * Whether events of this type may be taken together with others. Those that pause their issue lock it
 * first, as everybody locks issues before deliveries.
 */
export function mayShare(type: string): boolean {
  return hasEffect(type) && !mayPause(type);
}

/** Whether events of this type are about a mail of ours and mean something. */
export function hasEffect(type: string): boolean {
  return EFFECTS.has(type);
}

/** Whether events of this type may pause the issue that they are about. */
export function mayPause(type: string): boolean {
  return EFFECTS.get(type) === tracked;
}

/** Applies what happened, type by type; the order among them does not matter. */
export async function applyEffects(deps: Deps, happenings: Happening[]): Promise<void> {
  for (const [type, effect] of EFFECTS) {
    const ofType = happenings.filter((happening) => happening.type === type);
    if (ofType.length > 0) await effect(deps, ofType);
  }
}
