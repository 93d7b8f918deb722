import type { Database } from '../platform/database';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { takeFromLimit } from '../platform/limits';
import { Refusal } from '../platform/refusal';
import { hashAddress, readAddress } from './address';
import { hashMailbox, moveMailbox } from './mailbox';
import { deadMailedLink, mailAddressLink, takeMailedLink } from './mailed-links';
import { addressBucket } from './sign-up-limits';

type ChangeDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'newId' | 'now' | 'installation' | 'log'>;

/**
 * Uses a manage link up to mail another one to the new address. An address that is on the list, is
 * suppressed or had its mail today gets none; the answer does not say so.
 */
export async function askForNewAddress(
  deps: ChangeDeps,
  { linkId, email }: { linkId: number; email: string },
): Promise<void> {
  const address = readAddress(email);
  if (typeof address === 'string') throw new Refusal('invalid', `Please look again: ${address}.`);
  await inTransaction(deps.db, async (tx) => {
    const link = await takeMailedLink(tx, { id: linkId, at: deps.now() });
    if (link.kind !== 'manage' || link.state !== 'confirmed') throw deadMailedLink();
    const emailHash = hashAddress(deps.installation.address_key, address.email_key);
    if (!(await isFree({ ...deps, db: tx }, emailHash))) return;
    const to = { subscriberId: link.subscriber_id, address, emailHash };
    await mailAddressLink({ ...deps, db: tx }, to);
  });
}

async function isFree({ db, now }: ChangeDeps, emailHash: Buffer): Promise<boolean> {
  if (await isTaken(db, emailHash)) return false;
  const limit = { bucket: addressBucket(emailHash), most: 1, forMs: 24 * 60 * 60 * 1000 };
  return takeFromLimit(db, { ...limit, at: now() });
}

async function isTaken(db: Database, emailHash: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('subscribers')
    .select('email_hash')
    .where('email_hash', '=', emailHash)
    .union(db.selectFrom('suppressions').select('email_hash').where('email_hash', '=', emailHash))
    .executeTakeFirst();
  return found !== undefined;
}

/** Moves the reader to the address whose link this is; refuses where it was taken meanwhile. */
export async function moveToNewAddress(
  { db, installation, now }: Pick<Deps, 'db' | 'installation' | 'now'>,
  { linkId }: { linkId: number },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const link = await takeMailedLink(tx, { id: linkId, at: now() });
    if (link.kind !== 'address' || link.state !== 'confirmed') throw deadMailedLink();
    const address = readAddress(link.new_email!);
    if (typeof address === 'string') throw new Error('a stored address is malformed');
    const email_hash = hashAddress(installation.address_key, address.email_key);
    if (await isTaken(tx, email_hash)) throw deadMailedLink();
    await tx
      .updateTable('subscribers')
      .set({ ...address, email_hash })
      .where('id', '=', link.subscriber_id)
      .execute();
    const hash = hashMailbox(installation, address.email_key);
    await moveMailbox(tx, { subscriberId: link.subscriber_id, hash });
  });
}
