import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // No topics means all of them, in the editors' order.
  await sql`alter table subscribers
    add column topics text[]
      check (cardinality(topics) between 1 and 30 and array_position(topics, null) is null
        and length(array_to_string(topics, '')) <= 3000),
    add check (state <> 'erased' or topics is null)`.execute(db);
  // Bit n is set where card n, from 0, comes after the others; fixed when the batch is sealed.
  await sql`alter table deliveries
    add column cards_last integer not null default 0 check (cards_last >= 0)`.execute(db);
}
