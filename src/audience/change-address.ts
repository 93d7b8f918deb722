import type { NotNull } from 'kysely';
import { putMail } from '../mail/outbox';
import type { Database } from '../platform/database';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { isUniqueViolation } from '../platform/postgres/database-failure';
import { Refusal } from '../platform/refusal';
import { hashAddress, readAddress, toMailable } from './address';
import { hashMailbox, moveMailbox } from './mailbox';
import {
  deadOneTimeLink,
  endOneTimeLinks,
  keepAddressLink,
  redeemOneTimeLink,
} from './one-time-links';
import { tryAgain } from './refusal-words';
import { isTaken } from './sign-up/taken-address';
import { writeTransactionalMail } from './transactional-mail';
import { sayMoved } from './transactional-mail-words';
import { unsubscribeUrlOf } from './unsubscribe/unsubscribe-link';

type AddressDeps = Pick<
  Deps,
  'db' | 'config' | 'signer' | 'newId' | 'now' | 'installation' | 'log'
>;

/**
 * Uses a manage link up. Whether a mail may go to the new address is decided after the answer:
 * neither its words nor its time tell whose address that is.
 */
export async function requestAddressChange(
  deps: AddressDeps,
  { linkId, email }: { linkId: number; email: string },
): Promise<void> {
  const address = readAddress(email);
  if (typeof address === 'string') throw new Refusal('invalid', tryAgain(address));
  await inTransaction(deps.db, async (tx) => {
    const { kind, link } = await redeemOneTimeLink(tx, {
      id: linkId,
      act: 'address',
      at: deps.now(),
    });
    if (kind === 'used') return;
    if (link.state !== 'confirmed') throw deadOneTimeLink();
    const { subscriber_id: subscriberId } = link;
    await keepAddressLink(tx, { subscriberId, email: address.email, at: deps.now() });
  });
}

/** Tells the old address and ends its links. Refuses if the new one was taken in the meantime. */
export async function changeAddress(
  deps: AddressDeps,
  { linkId }: { linkId: number },
): Promise<void> {
  try {
    await inTransaction(deps.db, (tx) => move({ ...deps, db: tx }, linkId));
  } catch (error) {
    // Taken in this very moment, by another move or a confirmation.
    throw isUniqueViolation(error) ? deadOneTimeLink() : error;
  }
}

async function move(deps: AddressDeps, linkId: number): Promise<void> {
  const tx = deps.db;
  const at = deps.now();
  const { kind, link } = await redeemOneTimeLink(tx, { id: linkId, act: 'move', at });
  if (kind === 'used') return;
  if (link.state !== 'confirmed') throw deadOneTimeLink();
  const address = readAddress(link.new_email!);
  if (typeof address === 'string') throw new Error('a stored address is malformed');
  const email_hash = hashAddress(deps.installation.address_key, address.email_key);
  if (await isTaken(tx, email_hash)) throw deadOneTimeLink();
  const subscriberId = link.subscriber_id;
  await mailOldAddress(deps, { subscriberId, movedTo: address.email });
  await endOneTimeLinks(tx, { subscriberId, at });
  await endAttempts(tx, subscriberId);
  const hash = hashMailbox(deps.installation, address.email_key);
  // The mailbox before the address, as a confirmation claims them.
  await moveMailbox(tx, { subscriberId, hash });
  await tx
    .updateTable('subscribers')
    .set({ ...address, email_hash })
    .where('id', '=', subscriberId)
    .execute();
}

/** A link to confirm the old address would bring back a reader who has left at the new one. */
async function endAttempts(tx: Database, subscriberId: number): Promise<void> {
  const old = tx.selectFrom('subscribers').select('email_hash').where('id', '=', subscriberId);
  await tx.deleteFrom('sign_ups').where('email_hash', '=', old).execute();
}

/** A suppressed address gets no mail, not even this one. */
async function mailOldAddress(
  { db, config, signer, newId, now }: AddressDeps,
  { subscriberId, movedTo }: { subscriberId: number; movedTo: string },
): Promise<void> {
  const row = await db
    .selectFrom('subscribers')
    .leftJoin('suppressions', 'suppressions.email_hash', 'subscribers.email_hash')
    .select(['subscribers.email', 'subscribers.email_key', 'subscribers.email_hash'])
    .select('suppressions.reason')
    .where('subscribers.id', '=', subscriberId)
    .$narrowType<{ email: NotNull; email_key: NotNull; email_hash: NotNull }>()
    .executeTakeFirstOrThrow();
  if (row.reason !== null) return;
  const say = sayMoved({ movedTo, stopUrl: unsubscribeUrlOf({ config, signer }, subscriberId) });
  const mail = await writeTransactionalMail(db, { kind: 'moved', address: toMailable(row), say });
  const to = { address_hash: row.email_hash, subscriber_id: subscriberId };
  await putMail(db, { mail, to, newId, at: now() });
}
