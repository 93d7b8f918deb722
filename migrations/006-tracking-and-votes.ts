import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table hits (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    delivery_id bigint not null references deliveries,
    kind text not null check (kind in ('open', 'click', 'vote', 'unsubscribe')),
    link_n smallint,
    method text not null,
    user_agent text,
    network text,
    evidence jsonb not null,
    judgement text not null default 'unsure' check (judgement in ('person', 'machine', 'unsure'))
  )`.execute(db);
  await sql`create index hits_of_a_delivery on hits (delivery_id, kind)`.execute(db);
  await sql`create table hit_hours (
    delivery_id bigint not null references deliveries,
    hour timestamptz not null,
    is_press boolean not null,
    hits integer not null,
    primary key (delivery_id, hour, is_press)
  )`.execute(db);
  await sql`create table lost_hits (
    day date not null,
    kind text not null,
    hits integer not null,
    primary key (day, kind)
  )`.execute(db);

  await sql`create table casts (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    issue_id bigint not null references issues,
    delivery_id bigint not null references deliveries,
    subscriber_id bigint not null references subscribers,
    tool_id uuid not null references tools,
    choice text not null check (choice in ('ship', 'skip')),
    standing text not null check (standing in ('provisional', 'confirmed')),
    hit_id bigint not null references hits
  )`.execute(db);
  await sql`create index casts_of_an_issue on casts (issue_id, tool_id, subscriber_id)`.execute(db);
  await sql`create index casts_of_a_delivery on casts (delivery_id, tool_id, id)`.execute(db);
  await sql`create function casts_never_change() returns trigger language plpgsql as
    $$ begin raise exception 'a cast is never changed or deleted'; end $$`.execute(db);
  await sql`create trigger casts_never_change before update or delete on casts
    for each row execute function casts_never_change()`.execute(db);
  await sql`create table votes (
    tool_id uuid not null references tools,
    subscriber_id bigint not null references subscribers,
    choice text not null check (choice in ('ship', 'skip')),
    cast_id bigint not null references casts,
    primary key (tool_id, subscriber_id)
  )`.execute(db);
  await sql`create table tallies (
    tool_id uuid primary key references tools,
    ship integer not null default 0 check (ship >= 0),
    skip integer not null default 0 check (skip >= 0)
  )`.execute(db);
}
