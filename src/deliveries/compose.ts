import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** All that a reader's mail needs beside the stored render; fixed when the batch is sealed. */
export interface SealedRow {
  id: number;
  email: string;
  pixel: boolean;
  signing_key: number;
}

/** Whose mail carries an open pixel. */
export type OpenTracking = 'off' | 'consenting' | 'everyone';

/**
 * Composes a batch: leaves out who unsubscribed or was suppressed since the freeze, and fixes
 * place, address, pixel and signing key of everyone else. Returns the rows by place.
 */
export async function composeBatch(
  tx: Database,
  {
    batchId,
    openTracking,
    signingKey,
  }: {
    batchId: number;
    openTracking: OpenTracking;
    signingKey: number;
  },
): Promise<SealedRow[]> {
  await sql`
    update deliveries set state = 'suppressed',
      reason = coalesce(suppressions.reason, 'unsubscribed')
    from subscribers left join suppressions using (email_hash)
    where deliveries.batch_id = ${batchId} and deliveries.state = 'waiting'
      and subscribers.id = deliveries.subscriber_id
      and (subscribers.state <> 'confirmed' or suppressions.email_hash is not null)`.execute(tx);
  const { rows } = await sql<SealedRow & { place: number }>`
    with placed as (
      select deliveries.id, subscribers.email,
        (row_number() over (order by deliveries.id))::int as place,
        case ${openTracking} when 'everyone' then true when 'off' then false
          else subscribers.opens_consent_at is not null end as pixel
      from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
      where deliveries.batch_id = ${batchId} and deliveries.state = 'waiting'
    )
    update deliveries set place = placed.place, email = placed.email, pixel = placed.pixel,
      signing_key = ${signingKey}
    from placed where deliveries.id = placed.id
    returning deliveries.id, deliveries.email, deliveries.pixel, deliveries.signing_key,
      deliveries.place`.execute(tx);
  return rows.toSorted((a, b) => a.place - b.place).map(({ place: _, ...row }) => row);
}

/** The rows of a sealed batch as they were fixed, by place. */
export async function listSealedRows(tx: Database, batchId: number): Promise<SealedRow[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .select(['id', 'email', 'pixel', 'signing_key'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('place')
    .execute();
  return rows as SealedRow[];
}
