import { type Kysely, sql } from 'kysely';

/** Until now only a cancelled issue gave back the result that it was to bring; what counts is that nobody got it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function ballots_stay_frozen() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if (old.returned_in is null or (new.returned_in is not null and exists (
            select from issues where id = old.returned_in and voided_at is not null)))
          and to_jsonb(new) - 'returned_in' = to_jsonb(old) - 'returned_in' then
          return new;
        end if;
      end if;
      raise exception 'a frozen ballot is never changed or deleted';
    end $$`.execute(db);
}
