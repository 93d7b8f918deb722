import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** All that a reader's mail needs beside the stored render; fixed when the batch is sealed. */
export interface SealedRow {
  id: number;
  email: string;
  pixel: boolean;
  /** Whether links lead straight to their destinations instead of being counted. */
  plain_links: boolean;
  signing_key: number;
}

/** Whose mail carries an open pixel. */
export type OpenTracking = 'off' | 'consenting' | 'everyone';

/** As typed, but with the domain in ASCII where it is not: providers take no other. */
const mailableAddress = sql<string>`case when subscribers.email ~ '[^[:ascii:]]'
  then subscribers.email_key else subscribers.email end`;

/**
 * Composes a batch: leaves out who has left, was suppressed or pauses since the freeze, and fixes
 * place, address, pixel, kind of links and signing key of everyone else. Returns the rows by place.
 */
export async function composeBatch(
  tx: Database,
  {
    batchId,
    openTracking,
    signingKey,
    at,
  }: {
    batchId: number;
    openTracking: OpenTracking;
    signingKey: number;
    at: Date;
  },
): Promise<SealedRow[]> {
  await lockReaders(tx, batchId);
  await sql`
    update deliveries set state = 'suppressed',
      reason = case when subscribers.state = 'erased' then 'erased'
        when suppressions.email_hash is not null then suppressions.reason
        when subscribers.state <> 'confirmed' then 'unsubscribed' else 'paused' end
    from subscribers left join suppressions using (email_hash)
    where deliveries.batch_id = ${batchId} and deliveries.state = 'waiting'
      and subscribers.id = deliveries.subscriber_id
      and (subscribers.state <> 'confirmed' or suppressions.email_hash is not null
        or subscribers.paused_until > ${at})`.execute(tx);
  const { rows } = await sql<SealedRow & { place: number }>`
    with placed as (
      select deliveries.id, ${mailableAddress} as email,
        (row_number() over (order by deliveries.id))::int as place,
        case ${openTracking} when 'everyone' then subscribers.opens_refused_at is null
          when 'off' then false else subscribers.opens_consent_at is not null end as pixel,
        subscribers.plain_links
      from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
      where deliveries.batch_id = ${batchId} and deliveries.state = 'waiting'
    )
    update deliveries set place = placed.place, email = placed.email, pixel = placed.pixel,
      plain_links = placed.plain_links, signing_key = ${signingKey}
    from placed where deliveries.id = placed.id
    returning deliveries.id, deliveries.email, deliveries.pixel,
      deliveries.plain_links, deliveries.signing_key, deliveries.place`.execute(tx);
  return rows.toSorted((a, b) => a.place - b.place).map(({ place: _, ...row }) => row);
}

/** Until the batch is sealed nobody in it leaves or is erased: two statements see the same readers. */
async function lockReaders(tx: Database, batchId: number): Promise<void> {
  await sql`select from subscribers where id in (
      select subscriber_id from deliveries where batch_id = ${batchId} and state = 'waiting')
    order by id for share`.execute(tx);
}

/** The rows of a sealed batch as they were fixed, by place. */
export async function listSealedRows(tx: Database, batchId: number): Promise<SealedRow[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .select(['id', 'email', 'pixel', 'plain_links', 'signing_key'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('place')
    .execute();
  return rows as SealedRow[];
}
