import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { storedSetting } from '../../platform/settings/settings';

/** All that a mail needs besides the stored render; fixed at sealing. */
export interface SealedRow {
  id: number;
  email: string;
  pixel: boolean;
  plain_links: boolean;
  /** Bit n is set if card n, from 0, comes after the others; 0 is the editors' order. */
  cards_last: number;
  signing_key: number;
  /** What the mailbox said in the ballot that the issue brings back, frozen at the plan. */
  own_votes: string | null;
}

/** As typed, but with the domain in ASCII, the only form that providers accept. */
const mailableAddress = sql<string>`case when email ~ '[^[:ascii:]]'
  then email_key else email end`;

/** Without topics no card is outside: a comparison with null is neither true nor false. */
function cardsLast(cardCategories: string[][]) {
  const sides = cardCategories.flatMap((categories, card) =>
    categories.map((category) => ({ card, category })),
  );
  const cards = sides.map(({ card }) => card);
  const categories = sides.map(({ category }) => category);
  return sql<number>`case when reader.topics is null then 0 else coalesce(nullif((
    select sum(1 << card)::int from (
      select card from unnest(${cards}::int[], ${categories}::text[]) as side (card, category)
      group by card having not bool_or(category = any(reader.topics))
    ) as outside), ${2 ** cardCategories.length - 1}::int), 0) end`;
}

const obstacle = (at: Date) => sql<string | null>`case
  when reader.state = 'erased' then 'erased'
  when suppressions.email_hash is not null then suppressions.reason
  when reader.state <> 'confirmed' then 'unsubscribed'
  when reader.paused_until > ${at} then 'paused' end`;

const pixel = sql<boolean>`case ${storedSetting('open-tracking')}
  when 'everyone' then reader.opens_refused_at is null
  when 'off' then false else reader.opens_consent_at is not null end`;

/**
 * Leaves out readers who left, were suppressed or paused since the freeze, and fixes all that the
 * others' mails need. Readers are locked first and read as they are then: until the batch is
 * sealed, none of them leaves or is erased.
 */
export async function composeBatch(
  tx: Database,
  {
    batchId,
    cardCategories,
    signingKey,
    at,
  }: { batchId: number; cardCategories: string[][]; signingKey: number; at: Date },
): Promise<SealedRow[]> {
  const { rows } = await sql<SealedRow & { place: number }>`
    with reader as materialized (
      select id as reader_id, state, ${mailableAddress} as address, email_hash, paused_until,
        opens_refused_at, opens_consent_at, plain_links, topics
      from subscribers where id in (
        select subscriber_id from deliveries where batch_id = ${batchId} and state = 'waiting')
      order by id for share
    ), sorted as (
      select deliveries.id, reader.*, ${obstacle(at)} as obstacle
      from deliveries join reader on reader_id = subscriber_id
        left join suppressions using (email_hash)
      where batch_id = ${batchId} and deliveries.state = 'waiting'
    ), left_out as (
      update deliveries set state = 'suppressed', reason = obstacle
      from sorted where sorted.id = deliveries.id and obstacle is not null
    ), placed as (
      select id, address, (row_number() over (order by id))::int as place, ${pixel} as pixel,
        plain_links, ${cardsLast(cardCategories)} as cards_last
      from sorted as reader where obstacle is null
    )
    update deliveries set place = placed.place, email = placed.address, pixel = placed.pixel,
      plain_links = placed.plain_links, cards_last = placed.cards_last, signing_key = ${signingKey}
    from placed where deliveries.id = placed.id
    returning deliveries.id, deliveries.email, deliveries.pixel,
      deliveries.plain_links, deliveries.cards_last, deliveries.signing_key, deliveries.own_votes,
      deliveries.place`.execute(tx);
  return rows.toSorted((a, b) => a.place - b.place).map(({ place: _, ...row }) => row);
}

export async function listSealedRows(tx: Database, batchId: number): Promise<SealedRow[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .select(['id', 'email', 'pixel', 'plain_links', 'cards_last', 'signing_key'])
    .select('own_votes')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('place')
    .execute();
  return rows as SealedRow[];
}
