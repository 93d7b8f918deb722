import type { Database } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { type Address, hashAddress } from '../address';
import { hashSecret } from './browser-secret';
import { isWithinRows, type Proof } from './sign-up-limits';

interface SignUp {
  address: Address;
  /** The /24 or /48 of the request. */
  network: string | null;
  proof: Proof;
  /** From the browser's cookie; only its hash is kept. */
  browserSecret: string;
  installation: Installation;
  at: Date;
}

/**
 * Whatever is known of the address: one insert that takes the same time for everybody. False if the
 * network has made too many. The rest is decided after the answer.
 */
export async function requestSignUp(
  db: Database,
  { address, network, proof, browserSecret, installation, at }: SignUp,
): Promise<boolean> {
  if (!(await isWithinRows(db, { network, at }))) return false;
  await db
    .insertInto('sign_ups')
    .values({
      ...address,
      email_hash: hashAddress(installation.address_key, address.email_key),
      state: 'waiting',
      network,
      proof,
      browser_hash: hashSecret(browserSecret),
      requested_at: at,
    })
    .execute();
  return true;
}
