import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import { recordLateResponse } from './late-response';
import { lockDeliveryIds } from './lock-delivery-ids';
import { moveBatch, moveInSql } from './move-batch';
import { correctNotSent } from './not-sent';

interface Sealed {
  batchId: number;
  composition: number;
}

interface AcceptedResponse extends Sealed {
  ids: string[];
  at: Date;
}

/**
 * Safe to call twice, and counts even if the batch was given up or proved by an event in the
 * meantime: missing ids are filled in. False if it moved to another composition or state.
 */
export async function recordAccepted(db: Database, answered: AcceptedResponse): Promise<boolean> {
  return inTransaction(
    db,
    async (tx) =>
      (await recordResponse(tx, 'sealed', answered)) ||
      (await recordResponse(tx, 'unknown', answered)) ||
      (await recordLate(tx, answered)),
  );
}

/** One statement; it locks rows in the order that everybody uses. */
async function recordResponse(
  tx: Database,
  from: 'sealed' | 'unknown',
  { batchId, composition, ids, at }: AcceptedResponse,
): Promise<boolean> {
  const reason = `accepted ${ids.length}`;
  const { rows } = await sql`
    with ${moveInSql({ batchId, composition, from, to: 'recorded', reason })},
    taken as (
      select deliveries.id, response.id as resend_id
      from unnest(${ids}::text[]) with ordinality as response (id, place)
        join deliveries on deliveries.batch_id = ${batchId} and deliveries.place = response.place
      where exists (select from moved) and state in ('waiting', 'unknown', 'accepted')
        and deliveries.resend_id is null
      order by deliveries.id for no key update of deliveries
    ), accepted as (
      update deliveries set state = 'accepted', accepted_at = coalesce(accepted_at, ${at}),
        resend_id = taken.resend_id, reason = null
      from taken where deliveries.id = taken.id
    )
    select id from moved`.execute(tx);
  return rows.length === 1;
}

async function recordLate(
  tx: Database,
  { batchId, composition, ids, at }: AcceptedResponse,
): Promise<boolean> {
  if (!(await lockRecorded(tx, { batchId, composition }))) return false;
  await correctNotSent(tx, { batchId, at });
  await recordLateResponse(tx, { batchId, ids, at });
  await sql`
    with taken as (
      select deliveries.id, response.id as resend_id
      from unnest(${ids}::text[]) with ordinality as response (id, place)
        join deliveries on deliveries.batch_id = ${batchId} and deliveries.place = response.place
      where state = 'accepted' and deliveries.resend_id is null
      order by deliveries.id for no key update of deliveries
    )
    update deliveries set resend_id = taken.resend_id
    from taken where deliveries.id = taken.id`.execute(tx);
  return true;
}

/** The mails' ids are unknown. False, with no change, unless the batch is sealed or unknown. */
export async function acceptBatch(
  db: Database,
  { at, ...known }: Sealed & { reason: string; at: Date },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    if (!(await recordBatch(tx, known))) return false;
    await tx
      .updateTable('deliveries')
      .set({ state: 'accepted', accepted_at: at, reason: null })
      .where(
        'id',
        'in',
        lockDeliveryIds({ batchId: known.batchId, states: ['waiting', 'unknown'] }),
      )
      .execute();
    return true;
  });
}

async function recordBatch(tx: Database, known: Sealed & { reason: string }): Promise<boolean> {
  return (
    (await moveBatch(tx, { ...known, from: 'sealed', to: 'recorded' })) ||
    (await moveBatch(tx, { ...known, from: 'unknown', to: 'recorded' }))
  );
}

async function lockRecorded(tx: Database, { batchId, composition }: Sealed): Promise<boolean> {
  const batch = await tx
    .selectFrom('batches')
    .select('id')
    .where('id', '=', batchId)
    .where('composition', '=', composition)
    .where('state', '=', 'recorded')
    .forUpdate()
    .executeTakeFirst();
  return batch !== undefined;
}

/** A batch of unknown outcome is never submitted again. */
export async function recordUnknown(
  db: Database,
  { batchId, composition, reason }: Sealed & { reason: string },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const moved = await moveBatch(tx, {
      batchId,
      composition,
      from: 'sealed',
      to: 'unknown',
      reason,
    });
    if (moved) {
      await tx
        .updateTable('deliveries')
        .set({ state: 'unknown', reason })
        .where('id', 'in', lockDeliveryIds({ batchId, states: ['waiting'] }))
        .execute();
    }
    return moved;
  });
}

type Known = Sealed & { leaseUntil: Date; waitMs?: number; reason: string };

/** Known not accepted: the next take composes it again under the next number. */
export function recompose(db: Database, known: Known): Promise<boolean> {
  return moveBatch(db, { from: 'sealed', to: 'waiting', ...known });
}

/** Resend refuses this reader's mail: it leaves the batch, and the others are recomposed. */
export async function recordRefused(
  db: Database,
  { deliveryId, refusal, ...known }: Known & { deliveryId: number; refusal: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await recompose(tx, known))) return;
    await tx
      .updateTable('deliveries')
      .set({ state: 'refused', reason: refusal })
      .where('id', '=', deliveryId)
      .where('state', '=', 'waiting')
      .execute();
  });
}

/** A refusal that names nobody: the later half moves to a batch of its own. */
export async function halveBatch(db: Database, known: Known): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await recompose(tx, known))) return;
    await sql`
      with half as (
        insert into batches (issue_id, state)
        select issue_id, 'waiting' from batches where id = ${known.batchId} returning id
      ), later as (
        select id from deliveries where batch_id = ${known.batchId} and state = 'waiting'
        order by id offset (
          select (count(*) + 1) / 2 from deliveries
          where batch_id = ${known.batchId} and state = 'waiting'
        )
      )
      update deliveries set batch_id = half.id from half, later where deliveries.id = later.id
      `.execute(tx);
  });
}
