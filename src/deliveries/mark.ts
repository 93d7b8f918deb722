import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** `at` is the provider's moment. */
export interface Mark {
  delivery_id: number;
  at: Date;
}

export interface BounceMark extends Mark {
  /** The provider's own words, open strings. */
  bounce_type: string;
  bounce_subtype: string | null;
}

export interface FailureMark extends Mark {
  failure: string;
}

export async function markDelivered(tx: Database, marks: Mark[]): Promise<void> {
  await markMoment(tx, 'delivered_at', marks);
}

export async function markComplained(tx: Database, marks: Mark[]): Promise<void> {
  await markMoment(tx, 'complained_at', marks);
}

/** The earliest moment stays, in whatever order events come. */
async function markMoment(
  tx: Database,
  column: 'delivered_at' | 'complained_at',
  marks: Mark[],
): Promise<void> {
  await sql`
    update deliveries set ${sql.ref(column)} = mark.at
    from (
      select delivery_id, min(at) as at
      from unnest(${idsOf(marks)}::bigint[], ${momentsOf(marks)}::timestamptz[]) as m (delivery_id, at)
      group by delivery_id
    ) as mark
    where deliveries.id = mark.delivery_id
      and coalesce(${sql.ref(column)}, 'infinity') > mark.at`.execute(tx);
}

/** The earliest bounce stays; of two at one moment the same one, in whatever order. */
export async function markBounced(tx: Database, marks: BounceMark[]): Promise<void> {
  await sql`
    with mark as (
      select distinct on (delivery_id) * from unnest(
        ${idsOf(marks)}::bigint[], ${momentsOf(marks)}::timestamptz[],
        ${marks.map((mark) => mark.bounce_type)}::text[],
        ${marks.map((mark) => mark.bounce_subtype)}::text[]
      ) as m (delivery_id, at, type, subtype)
      order by delivery_id, at, type, coalesce(subtype, '')
    )
    update deliveries set bounced_at = mark.at, bounce_type = mark.type,
      bounce_subtype = mark.subtype
    from mark where deliveries.id = mark.delivery_id and (bounced_at is null
      or (bounced_at, bounce_type, coalesce(bounce_subtype, ''))
        > (mark.at, mark.type, coalesce(mark.subtype, '')))`.execute(tx);
}

export async function markFailed(tx: Database, marks: FailureMark[]): Promise<void> {
  await sql`
    with mark as (
      select distinct on (delivery_id) * from unnest(
        ${idsOf(marks)}::bigint[], ${momentsOf(marks)}::timestamptz[],
        ${marks.map((mark) => mark.failure)}::text[]
      ) as m (delivery_id, at, failure)
      order by delivery_id, at, failure
    )
    update deliveries set failed_at = mark.at, failure = mark.failure
    from mark where deliveries.id = mark.delivery_id and (failed_at is null
      or (failed_at, deliveries.failure) > (mark.at, mark.failure))`.execute(tx);
}

function idsOf(marks: Mark[]): number[] {
  return marks.map((mark) => mark.delivery_id);
}

function momentsOf(marks: Mark[]): Date[] {
  return marks.map((mark) => mark.at);
}
