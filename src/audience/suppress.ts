import type { Database } from '../platform/database';
import type { Installation } from '../platform/installation';
import { Refusal } from '../platform/refusal';
import { hashAddress, readAddress } from './address';

export type SuppressionReason = 'bounced' | 'complained' | 'erased' | 'asked';

/**
 * Keeps an address from ever getting an issue, whether it is known or not. Only its keyed hash is
 * stored; the first reason stays. Returns whether it is new.
 */
export async function suppressAddress(
  db: Database,
  {
    email,
    reason,
    installation,
    actor,
    at,
  }: {
    email: string;
    reason: SuppressionReason;
    installation: Installation;
    actor: string;
    at: Date;
  },
): Promise<boolean> {
  const address = readAddress(email);
  if (typeof address === 'string') throw new Refusal('invalid', `Not suppressed: ${address}.`);
  const email_hash = hashAddress(installation.address_key, address.email_key);
  const added = await db
    .insertInto('suppressions')
    .values({ email_hash, reason, actor, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('email_hash')
    .executeTakeFirst();
  return added !== undefined;
}
