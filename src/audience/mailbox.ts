import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Installation } from '../platform/installation';
import { hashWithKey } from './address';

const GMAIL = ['gmail.com', 'googlemail.com'];

/** Used only when votes are counted: no plus tag and, at Gmail, no dots. Takes an `email_key`. */
function canonicalAddress(emailKey: string): string {
  const at = emailKey.lastIndexOf('@');
  const name = emailKey.slice(0, at).split(/(?<=.)\+/, 1)[0]!;
  const domain = emailKey.slice(at + 1);
  return GMAIL.includes(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}

/** 32 bytes; never equal to an address's own hash. */
export function hashMailbox({ address_key }: Installation, emailKey: string): Buffer {
  return hashWithKey(address_key, `mailbox ${canonicalAddress(emailKey)}`);
}

/** A later statement finds them all by their hash. */
async function ensureMailboxes(tx: Database, hashes: Buffer[]): Promise<void> {
  await sql`insert into mailboxes (hash)
    select distinct hash from unnest(${hashes}::bytea[]) as mailbox (hash) order by hash
    on conflict do nothing`.execute(tx);
}

export async function ensureMailbox(tx: Database, hash: Buffer): Promise<number> {
  await ensureMailboxes(tx, [hash]);
  const { id } = await tx
    .selectFrom('mailboxes')
    .select('id')
    .where('hash', '=', hash)
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * A reader keeps the mailbox, so that nobody votes twice by moving, unless the new address is known
 * already or somebody else reads the old mailbox too.
 */
export async function moveMailbox(
  tx: Database,
  { subscriberId, hash }: { subscriberId: number; hash: Buffer },
): Promise<void> {
  if (await readsMailbox(tx, { subscriberId, hash })) return;
  // Claims the hash first: another move to this mailbox waits, and then finds it.
  const claim = await tx
    .insertInto('mailboxes')
    .values({ hash })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (claim && (await keepMailbox(tx, { subscriberId, hash, claimId: claim.id }))) return;
  const mailbox_id = claim?.id ?? (await ensureMailbox(tx, hash));
  await forgetMailbox(tx, subscriberId);
  await tx.updateTable('subscribers').set({ mailbox_id }).where('id', '=', subscriberId).execute();
}

async function readsMailbox(
  tx: Database,
  { subscriberId, hash }: { subscriberId: number; hash: Buffer },
): Promise<boolean> {
  const own = await tx
    .selectFrom('mailboxes')
    .innerJoin('subscribers', 'subscribers.mailbox_id', 'mailboxes.id')
    .select('mailboxes.id')
    .where('subscribers.id', '=', subscriberId)
    .where('mailboxes.hash', '=', hash)
    .executeTakeFirst();
  return own !== undefined;
}

/** False if somebody else reads the mailbox too; then the claim stays as one that nobody reads. */
async function keepMailbox(
  tx: Database,
  { subscriberId, hash, claimId }: { subscriberId: number; hash: Buffer; claimId: number },
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    select mailboxes.id from mailboxes join subscribers as reader
      on mailboxes.id = reader.mailbox_id
    where reader.id = ${subscriberId} and ${nobodyElse}`.execute(tx);
  if (!rows[0]) return false;
  await tx.updateTable('mailboxes').set({ hash: null }).where('id', '=', claimId).execute();
  await tx.updateTable('mailboxes').set({ hash }).where('id', '=', rows[0].id).execute();
  return true;
}

/** If nobody else on the list reads it. */
export async function forgetMailbox(tx: Database, subscriberId: number): Promise<void> {
  await sql`update mailboxes set hash = null from subscribers as reader
    where reader.id = ${subscriberId} and mailboxes.id = reader.mailbox_id
      and ${nobodyElse}`.execute(tx);
}

/** Erased readers have no address. */
const nobodyElse = sql<boolean>`not exists (select from subscribers as other
  where other.mailbox_id = mailboxes.id and other.id <> reader.id and other.email_key is not null)`;
