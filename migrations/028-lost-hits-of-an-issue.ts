import { type Kysely, sql } from 'kysely';

/** Hits that were lost before name no issue, and stay so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table lost_hits
    add column issue_id bigint references issues,
    drop constraint lost_hits_pkey,
    add unique nulls not distinct (issue_id, day, kind)`.execute(db);
}
