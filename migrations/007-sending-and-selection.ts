import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table renders (
    issue_id bigint primary key references issues,
    rendered_at timestamptz not null,
    sender text not null,
    subject text not null,
    html jsonb not null,
    text jsonb not null,
    frame jsonb not null,
    archive text not null
  )`.execute(db);
  await sql`create table pace (
    only_row boolean primary key default true check (only_row),
    not_before timestamptz not null
  )`.execute(db);
  await sql`insert into pace (not_before) values ('-infinity')`.execute(db);
  await sql`create table picks (
    issue_id bigint not null references issues,
    comparison_id uuid not null references comparisons,
    rank smallint not null check (rank > 0),
    picked boolean not null,
    score double precision not null,
    reason text not null,
    primary key (issue_id, rank),
    unique (issue_id, comparison_id)
  )`.execute(db);
}
