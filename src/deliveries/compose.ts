import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** All that a reader's mail needs beside the stored render; fixed when the batch is sealed. */
export interface SealedRow {
  id: number;
  email: string;
  pixel: boolean;
  /** Whether links lead straight to their destinations instead of being counted. */
  plain_links: boolean;
  /** Bit n is set where card n, from 0, comes after the others; 0 is the editors' order. */
  cards_last: number;
  signing_key: number;
  /** What was said in the ballot that the issue brings back, as frozen at the plan; null for nothing. */
  said: string | null;
}

/** Whose mail carries an open pixel. */
export type OpenTracking = 'off' | 'consenting' | 'everyone';

/** As typed, but with the domain in ASCII where it is not: providers take no other. */
const mailableAddress = sql<string>`case when subscribers.email ~ '[^[:ascii:]]'
  then subscribers.email_key else subscribers.email end`;

/**
 * The cards of which no side is in a reader's topics; 0 where that is none of them or all. Who has no
 * topics has no card outside, since what is compared with null is neither in nor out.
 */
function cardsLast(cardCategories: string[][]) {
  const sides = cardCategories.flatMap((categories, card) =>
    categories.map((category) => ({ card, category })),
  );
  const cards = sides.map(({ card }) => card);
  const categories = sides.map(({ category }) => category);
  return sql<number>`coalesce(nullif((
    select sum(1 << card)::int from (
      select card from unnest(${cards}::int[], ${categories}::text[]) as side (card, category)
      group by card having not bool_or(category = any(subscribers.topics))
    ) as outside), ${2 ** cardCategories.length - 1}::int), 0)`;
}

/**
 * Composes a batch: leaves out who has left, was suppressed or pauses since the freeze, and fixes
 * place, address, pixel, kind of links, order of cards and signing key of everyone else. Takes the
 * categories of each card's sides; none where the cards keep their order. Returns the rows by place.
 */
export async function composeBatch(
  tx: Database,
  {
    batchId,
    openTracking,
    cardCategories,
    signingKey,
    at,
  }: {
    batchId: number;
    openTracking: OpenTracking;
    cardCategories: string[][];
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
        subscribers.plain_links, ${cardsLast(cardCategories)} as cards_last
      from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
      where deliveries.batch_id = ${batchId} and deliveries.state = 'waiting'
    )
    update deliveries set place = placed.place, email = placed.email, pixel = placed.pixel,
      plain_links = placed.plain_links, cards_last = placed.cards_last, signing_key = ${signingKey}
    from placed where deliveries.id = placed.id
    returning deliveries.id, deliveries.email, deliveries.pixel,
      deliveries.plain_links, deliveries.cards_last, deliveries.signing_key, deliveries.said,
      deliveries.place`.execute(tx);
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
    .select(['id', 'email', 'pixel', 'plain_links', 'cards_last', 'signing_key'])
    .select('said')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('place')
    .execute();
  return rows as SealedRow[];
}
