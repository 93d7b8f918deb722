import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What the link "never write to this address again" names: it outlives attempts and readers.
  await sql`create table never_links (
    id bigint generated always as identity primary key,
    email_hash bytea not null check (octet_length(email_hash) = 32),
    made_at timestamptz not null
  )`.execute(db);
  await sql`create index never_links_by_time on never_links (made_at)`.execute(db);
  await sql`create index never_links_of_an_address on never_links (email_hash)`.execute(db);
  // What the visitor's browser showed for it; each kind has limits of its own.
  await sql`alter table sign_ups
    add column proof text not null default 'none'
      check (proof in ('none', 'solved', 'scriptless'))`.execute(db);
  // Until when the sign-up form asks for a puzzle by itself.
  await sql`create table sign_up_guard (
    only_row boolean primary key default true check (only_row),
    since timestamptz not null,
    until timestamptz not null
  )`.execute(db);
}
