import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table hits
    add column reasons text[] not null default '{}',
    add column rule_version smallint,
    add column judged_at timestamptz,
    add check ((judged_at is null) = (rule_version is null))`.execute(db);
  await sql`create index hits_to_judge on hits (at) where judged_at is null`.execute(db);

  // Casts never change, so what is thought of them stands beside them.
  await sql`create table cast_judgements (
    cast_id bigint primary key references casts,
    held boolean not null,
    reasons text[] not null,
    rule_version smallint not null,
    judged_at timestamptz not null,
    settled_at timestamptz,
    check (not held or reasons <> '{}')
  )`.execute(db);
  await sql`create index casts_to_settle on cast_judgements (cast_id) where settled_at is null`.execute(
    db,
  );
  await sql`create index casts_of_a_reader on casts (tool_id, subscriber_id)`.execute(db);

  // The one definition of which casts count; a provisional one never displaces the opposite.
  await sql`create view countable_casts as
    select casts.id, casts.at, casts.issue_id, casts.delivery_id, casts.subscriber_id, casts.tool_id,
      casts.choice, casts.standing
    from casts left join cast_judgements as judged on judged.cast_id = casts.id
    where not coalesce(judged.held, false)
      and (casts.standing = 'confirmed' or (judged.settled_at is not null and not exists (
        select from casts as first left join cast_judgements as of_first on of_first.cast_id = first.id
        where first.tool_id = casts.tool_id and first.subscriber_id = casts.subscriber_id
          and first.issue_id = casts.issue_id and first.standing = 'provisional'
          and first.choice <> casts.choice and first.id < casts.id
          and not coalesce(of_first.held, false))))`.execute(db);
  // A reader's vote on a tool in one issue's ballot: the last confirmed cast, else the last settled
  // provisional one.
  await sql`create view ballot_votes as
    select distinct on (issue_id, tool_id, subscriber_id) issue_id, tool_id, subscriber_id, choice,
      standing, id as cast_id
    from countable_casts
    order by issue_id, tool_id, subscriber_id, standing = 'confirmed' desc, id desc`.execute(db);
  // What the community's figure takes: the same over all of the tool's ballots.
  await sql`create view reader_votes as
    select distinct on (tool_id, subscriber_id) tool_id, subscriber_id, choice, cast_id
    from ballot_votes
    order by tool_id, subscriber_id, standing = 'confirmed' desc, cast_id desc`.execute(db);
}
