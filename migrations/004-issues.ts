import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table issues (
    id bigint generated always as identity primary key,
    number integer not null unique check (number > 0),
    week date not null unique check (extract(isodow from week) = 1),
    state text not null
      check (state in ('draft', 'released', 'sending', 'paused', 'sent', 'cancelled')),
    subject text not null,
    preheader text not null,
    intro text not null,
    created_at timestamptz not null,
    proposed_at timestamptz not null,
    send_at timestamptz,
    planned_at timestamptz,
    sent_at timestamptz,
    check (state not in ('released', 'sending', 'paused', 'sent') or send_at is not null),
    check (state not in ('sending', 'paused', 'sent') or planned_at is not null)
  )`.execute(db);
  await sql`create index issues_that_move on issues (state, send_at)
    where state in ('released', 'sending')`.execute(db);
  await sql`create table issue_history (
    id bigint generated always as identity primary key,
    issue_id bigint not null references issues,
    at timestamptz not null,
    actor text not null,
    from_state text,
    to_state text not null,
    reason text
  )`.execute(db);
  await sql`create index history_of_an_issue on issue_history (issue_id, id)`.execute(db);
  await sql`create table entries (
    issue_id bigint not null references issues,
    position smallint not null check (position between 1 and 10),
    comparison_id uuid not null references comparisons,
    content jsonb,
    primary key (issue_id, position),
    unique (issue_id, comparison_id)
  )`.execute(db);
  await sql`create index entries_of_a_comparison on entries (comparison_id)`.execute(db);
  await sql`create table links (
    id bigint generated always as identity primary key,
    issue_id bigint not null references issues,
    n smallint not null check (n > 0),
    kind text not null check (kind in ('vote', 'comparison', 'url')),
    comparison_id uuid references comparisons,
    tool_id uuid references tools,
    choice text check (choice in ('ship', 'skip')),
    url text,
    unique (issue_id, n),
    check ((kind = 'vote') = (tool_id is not null and choice is not null)),
    check ((kind = 'url') = (url is not null)),
    check (kind = 'url' or comparison_id is not null)
  )`.execute(db);
}
