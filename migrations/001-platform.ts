import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Every lease, pace and key age asks this one function, so that machines' own clocks never matter.
  await sql`create function database_now() returns timestamptz language sql volatile
    as 'select clock_timestamp()'`.execute(db);
  await sql`create table installation (
    only_row boolean primary key default true check (only_row),
    id text not null,
    public_url text not null,
    mail text not null check (mail in ('live', 'local')),
    address_key bytea not null check (octet_length(address_key) = 32),
    made_at timestamptz not null
  )`.execute(db);
  await sql`create table settings (
    name text primary key,
    value jsonb not null,
    changed_at timestamptz not null
  )`.execute(db);
  await sql`create table job_slots (
    job text not null,
    slot_at timestamptz not null,
    state text not null check (state in ('claimed', 'done', 'failed')),
    lease_until timestamptz not null,
    attempts integer not null default 1,
    primary key (job, slot_at)
  )`.execute(db);
}
