import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { Refusal } from '../../platform/refusal';
import { hashAddress, readAddress } from '../address';

export type SuppressionReason = 'bounced' | 'complained' | 'erased' | 'asked';

/**
 * Whether known or not, the address gets no issue and no transactional mail. Stores only the keyed
 * hash; the first reason stays. Returns whether it is new.
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
  return inTransaction(db, async (tx) => {
    await keepSuppressed(tx, [email_hash]);
    const added = await tx
      .insertInto('suppressions')
      .values({ email_hash, reason, actor, at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('email_hash')
      .executeTakeFirst();
    return added !== undefined;
  });
}

/**
 * Confirming from the mailbox lifts bounces, complaints and erasures; only the one who asked, or
 * staff, lifts what was asked for.
 */
export function isLiftable(reason: SuppressionReason): boolean {
  return reason !== 'asked';
}

/** Undefined if it is not suppressed. */
export async function findSuppression(
  db: Database,
  emailHash: Buffer,
): Promise<SuppressionReason | undefined> {
  const found = await db
    .selectFrom('suppressions')
    .select('reason')
    .where('email_hash', '=', emailHash)
    .executeTakeFirst();
  return found?.reason;
}

/** The reader's own word replaces bounces and complaints, but not what staff keep. */
export async function suppressByReader(
  tx: Database,
  { emailHash, at }: { emailHash: Buffer; at: Date },
): Promise<void> {
  await keepSuppressed(tx, [emailHash]);
  const asked = { reason: 'asked', actor: 'reader', at } as const;
  await tx
    .insertInto('suppressions')
    .values({ email_hash: emailHash, ...asked })
    .onConflict((conflict) =>
      conflict.column('email_hash').doUpdateSet(asked).where('suppressions.reason', '<>', 'asked'),
    )
    .execute();
}

/** When it proved dead or unwilling. */
export interface SuppressedAddress {
  email: string;
  at: Date;
}

export async function suppressAddresses(
  db: Database,
  {
    addresses,
    installation,
    ...why
  }: {
    addresses: SuppressedAddress[];
    reason: SuppressionReason;
    installation: Installation;
    actor: string;
  },
): Promise<void> {
  const hashes = addresses.map(({ email, at }) => ({
    email_hash: hashKnown(email, installation),
    at,
  }));
  await suppressHashes(db, { hashes, ...why });
}

/**
 * The earliest event gives reason and moment, whichever comes first. Never overwrites what people
 * or editors asked for, nor brings back what was lifted after the event.
 */
export async function suppressHashes(
  db: Database,
  {
    hashes,
    reason,
    actor,
  }: {
    hashes: { email_hash: Buffer; at: Date }[];
    reason: SuppressionReason;
    actor: string;
  },
): Promise<void> {
  if (hashes.length === 0) return;
  await keepSuppressed(
    db,
    hashes.map((each) => each.email_hash),
  );
  await sql`
    insert into suppressions (email_hash, reason, at, actor)
    select email_hash, ${reason}, min(at), ${actor}
    from unnest(${hashes.map((each) => each.email_hash)}::bytea[],
      ${hashes.map(({ at }) => at)}::timestamptz[]) as address (email_hash, at)
    where not exists (select from suppression_lifts
      where suppression_lifts.email_hash = address.email_hash and lifted_at > address.at)
    group by email_hash order by email_hash
    on conflict (email_hash) do update
      set reason = excluded.reason, at = excluded.at
      where suppressions.actor = excluded.actor
        and (suppressions.at, suppressions.reason) > (excluded.at, excluded.reason)`.execute(db);
}

/** Stays suppressed when the import that said so first is undone. */
export async function keepSuppressed(db: Database, hashes: Buffer[]): Promise<void> {
  await sql`update suppressions set import_id = null
    where email_hash = any(${hashes}::bytea[]) and import_id is not null`.execute(db);
}

function hashKnown(email: string, { address_key }: Installation): Buffer {
  const address = readAddress(email);
  if (typeof address === 'string') throw new Error('a stored address is malformed');
  return hashAddress(address_key, address.email_key);
}
