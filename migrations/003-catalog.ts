import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table tools (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    tagline text not null,
    created_at timestamptz not null,
    unique (name, tagline)
  )`.execute(db);
  await sql`create table comparisons (
    id uuid primary key,
    slug text not null unique,
    first_tool_id uuid not null references tools,
    second_tool_id uuid not null references tools,
    published_on date not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    pinned_at timestamptz,
    unique (first_tool_id, second_tool_id),
    check (first_tool_id <> second_tool_id)
  )`.execute(db);
  await sql`create index comparisons_by_date on comparisons (published_on desc, slug)`.execute(db);
  await sql`create index comparisons_of_a_second_tool on comparisons (second_tool_id)`.execute(db);
  await sql`create table sides (
    comparison_id uuid not null references comparisons,
    side smallint not null check (side in (1, 2)),
    category text not null,
    entry_price text not null,
    description text not null,
    panel_ship smallint not null check (panel_ship between 0 and 100),
    printed_community smallint check (printed_community between 0 and 100),
    primary key (comparison_id, side)
  )`.execute(db);
  await sql`create table reviews (
    comparison_id uuid not null,
    side smallint not null,
    seat text not null check (seat in ('builder', 'skeptic', 'futurist', 'guest')),
    quote text not null,
    verdict text not null check (verdict in ('ship', 'skip', 'unknown')),
    primary key (comparison_id, side, seat),
    foreign key (comparison_id, side) references sides
  )`.execute(db);
}
