import { createHmac } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await addMailboxes(db);
  await addFrozenFacts(db);
  await countByMailbox(db);
  await addBallots(db);
}

/**
 * One row a mailbox; `hash` is null once nobody on the list is known to be behind it. It may change while
 * a plan writes rows that name the mailbox: a partial index is no key that these would wait for.
 */
async function addMailboxes(db: Kysely<unknown>): Promise<void> {
  await sql`create table mailboxes (
    id bigint generated always as identity primary key,
    hash bytea
  )`.execute(db);
  await sql`create unique index mailboxes_known on mailboxes (hash) where hash is not null`.execute(
    db,
  );
  await sql`alter table subscribers add column mailbox_id bigint references mailboxes`.execute(db);
  await hashAddresses(db);
  // Of who is erased already nothing is known: each counts as a mailbox of its own.
  await sql`do $$ declare reader bigint; box bigint; begin
    for reader in select id from subscribers where mailbox_id is null loop
      insert into mailboxes (hash) values (null) returning id into box;
      update subscribers set mailbox_id = box where id = reader;
    end loop;
  end $$`.execute(db);
  await sql`alter table subscribers alter column mailbox_id set not null`.execute(db);
  await sql`create index subscribers_of_a_mailbox on subscribers (mailbox_id)`.execute(db);
}

async function hashAddresses(db: Kysely<unknown>): Promise<void> {
  const { rows: installations } = await sql<{ address_key: Buffer }>`
    select address_key from installation`.execute(db);
  for (let last = 0; ; ) {
    const { rows } = await sql<{ id: number; email_key: string }>`
      select id, email_key from subscribers where id > ${last} and email_key is not null
      order by id limit 5000`.execute(db);
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    const hashes = rows.map((row) => hashMailbox(installations[0]!.address_key, row.email_key));
    await sql`insert into mailboxes (hash) select distinct unnest(${hashes}::bytea[])
      on conflict do nothing`.execute(db);
    await sql`update subscribers set mailbox_id = mailboxes.id
      from unnest(${rows.map((row) => row.id)}::bigint[], ${hashes}::bytea[]) as reader (id, hash)
        join mailboxes using (hash)
      where subscribers.id = reader.id`.execute(db);
  }
}

/** As the service does on the day of this migration. */
function hashMailbox(addressKey: Buffer, emailKey: string): Buffer {
  const [local, domain] = emailKey.split('@') as [string, string];
  const name = local.replace(/(?<=.)\+.*$/, '');
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com';
  const canonical = isGmail ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
  return createHmac('sha256', addressKey).update(`mailbox ${canonical}`).digest();
}

/** What a delivery's votes count as is frozen with the audience. */
async function addFrozenFacts(db: Kysely<unknown>): Promise<void> {
  await sql`alter table issues add column released_at timestamptz`.execute(db);
  await sql`update issues set released_at = (select max(at) from issue_history
    where issue_id = issues.id and to_state = 'released')
    where state not in ('draft', 'cancelled') or planned_at is not null`.execute(db);
  await sql`alter table deliveries
    add column mailbox_id bigint references mailboxes,
    add column joined_late boolean not null default false,
    add column said text check (said ~ '^[+.-]+$')`.execute(db);
  // Of who came back after the plan nobody can say any more when they had joined: they are not late.
  await sql`update deliveries set mailbox_id = subscribers.mailbox_id,
      joined_late = coalesce(confirmed_at > released_at and confirmed_at <= planned_at, false)
    from subscribers, issues where subscribers.id = deliveries.subscriber_id
      and issues.id = deliveries.issue_id`.execute(db);
  await sql`alter table deliveries alter column mailbox_id set not null`.execute(db);
  await sql`create index deliveries_of_a_mailbox on deliveries (issue_id, mailbox_id)`.execute(db);
}

async function countByMailbox(db: Kysely<unknown>): Promise<void> {
  await sql`drop view reader_votes, ballot_votes, countable_casts`.execute(db);
  await sql`drop trigger casts_never_change on casts`.execute(db);
  await sql`alter table casts add column mailbox_id bigint references mailboxes`.execute(db);
  await sql`update casts set mailbox_id = deliveries.mailbox_id
    from deliveries where deliveries.id = casts.delivery_id`.execute(db);
  await sql`alter table casts alter column mailbox_id set not null`.execute(db);
  await sql`drop index casts_of_a_reader, casts_of_an_issue`.execute(db);
  await sql`create index casts_of_a_mailbox on casts (tool_id, mailbox_id)`.execute(db);
  await sql`create index casts_of_an_issue on casts (issue_id, tool_id, mailbox_id)`.execute(db);
  await sql`create trigger casts_never_change before update or delete on casts
    for each row execute function casts_never_change()`.execute(db);

  await sql`create table domain_holds (
    id bigint generated always as identity primary key,
    issue_id bigint not null references issues,
    domain text not null,
    voters integer not null,
    of_voters integer not null,
    held_at timestamptz not null,
    told_at timestamptz,
    state text not null default 'held' check (state in ('held', 'counted', 'refused')),
    decided_at timestamptz,
    actor text,
    unique (issue_id, domain),
    check ((state = 'held') = (decided_at is null)),
    check ((decided_at is null) = (actor is null))
  )`.execute(db);
  await sql`create table held_mailboxes (
    issue_id bigint not null references issues,
    mailbox_id bigint not null references mailboxes,
    hold_id bigint not null references domain_holds,
    primary key (issue_id, mailbox_id)
  )`.execute(db);

  // The one definition of which casts count; a provisional one never displaces the opposite.
  await sql`create view countable_casts as
    select casts.id, casts.at, casts.issue_id, casts.delivery_id, casts.mailbox_id, casts.tool_id,
      casts.choice, casts.standing
    from casts join deliveries on deliveries.id = casts.delivery_id
      left join cast_judgements as judged on judged.cast_id = casts.id
    where not deliveries.joined_late and not coalesce(judged.held, false)
      and not exists (
        select from held_mailboxes join domain_holds on domain_holds.id = held_mailboxes.hold_id
        where held_mailboxes.issue_id = casts.issue_id
          and held_mailboxes.mailbox_id = casts.mailbox_id and domain_holds.state <> 'counted')
      and (casts.standing = 'confirmed' or (judged.settled_at is not null and not exists (
        select from casts as first
          join deliveries as to_first on to_first.id = first.delivery_id
          left join cast_judgements as of_first on of_first.cast_id = first.id
        where first.tool_id = casts.tool_id and first.mailbox_id = casts.mailbox_id
          and first.issue_id = casts.issue_id and first.standing = 'provisional'
          and first.choice <> casts.choice and first.id < casts.id
          and not to_first.joined_late and not coalesce(of_first.held, false))))`.execute(db);
  // A mailbox's vote on a tool in one issue's ballot: the last confirmed cast, else the last settled
  // provisional one.
  await sql`create view ballot_votes as
    select distinct on (issue_id, tool_id, mailbox_id) issue_id, tool_id, mailbox_id, choice,
      standing, id as cast_id
    from countable_casts
    order by issue_id, tool_id, mailbox_id, standing = 'confirmed' desc, id desc`.execute(db);
  // What the community's figure takes: the same over all of the tool's ballots.
  await sql`create view reader_votes as
    select distinct on (tool_id, mailbox_id) tool_id, mailbox_id, choice, cast_id
    from ballot_votes
    order by tool_id, mailbox_id, standing = 'confirmed' desc, cast_id desc`.execute(db);

  // Every mailbox and tool with a cast, in exactly one standing; `choice` is null unless it counts.
  await sql`create view ballot_pairs as
    with pair as (
      select casts.issue_id, casts.tool_id, casts.mailbox_id, bool_and(deliveries.joined_late) as late,
        bool_and(deliveries.joined_late or coalesce(judged.held, false)
          or coalesce(domain_holds.state <> 'counted', false)) as held
      from casts join deliveries on deliveries.id = casts.delivery_id
        left join cast_judgements as judged on judged.cast_id = casts.id
        left join held_mailboxes on held_mailboxes.issue_id = casts.issue_id
          and held_mailboxes.mailbox_id = casts.mailbox_id
        left join domain_holds on domain_holds.id = held_mailboxes.hold_id
      group by casts.issue_id, casts.tool_id, casts.mailbox_id
    )
    select pair.issue_id, pair.tool_id, pair.mailbox_id,
      case when vote.cast_id is not null then 'counted' when pair.late then 'late'
        when pair.held then 'held' else 'provisional' end as standing, vote.choice
    from pair left join ballot_votes as vote on vote.issue_id = pair.issue_id
      and vote.tool_id = pair.tool_id and vote.mailbox_id = pair.mailbox_id`.execute(db);

  await sql`drop table votes`.execute(db);
  await sql`create table votes (
    tool_id uuid not null references tools,
    mailbox_id bigint not null references mailboxes,
    choice text not null check (choice in ('ship', 'skip')),
    cast_id bigint not null references casts,
    primary key (tool_id, mailbox_id)
  )`.execute(db);
  await sql`insert into votes (tool_id, mailbox_id, choice, cast_id)
    select tool_id, mailbox_id, choice, cast_id from reader_votes`.execute(db);
  await sql`update tallies set
    ship = (select count(*) from votes where votes.tool_id = tallies.tool_id and choice = 'ship'),
    skip = (select count(*) from votes where votes.tool_id = tallies.tool_id and choice = 'skip')`.execute(
    db,
  );
}

async function addBallots(db: Kysely<unknown>): Promise<void> {
  await sql`create table ballots (
    issue_id bigint primary key references issues,
    opened_at timestamptz not null,
    closed_at timestamptz,
    frozen_at timestamptz,
    voters integer,
    counted integer,
    held integer,
    late integer,
    returned_in bigint unique references issues,
    check (closed_at >= opened_at),
    check (frozen_at is null or closed_at is not null),
    check (num_nonnulls(voters, counted, held, late) = case when frozen_at is null then 0 else 4 end),
    check (returned_in is null or frozen_at is not null)
  )`.execute(db);
  await sql`create index ballots_not_frozen on ballots (opened_at) where frozen_at is null`.execute(
    db,
  );
  await sql`create table ballot_results (
    issue_id bigint not null references ballots,
    tool_id uuid not null references tools,
    ship integer not null check (ship >= 0),
    skip integer not null check (skip >= 0),
    held integer not null check (held >= 0),
    primary key (issue_id, tool_id)
  )`.execute(db);
  await sql`create index results_of_a_tool on ballot_results (tool_id)`.execute(db);
  // What each mailbox said in a frozen ballot, as far as it counts: a character a tool, + - or .
  await sql`create table ballot_voters (
    issue_id bigint not null references ballots,
    mailbox_id bigint not null references mailboxes,
    said text not null check (said ~ '^[+.-]*[+-][+.-]*$'),
    primary key (issue_id, mailbox_id)
  )`.execute(db);
  await keepResults(db);
  // Where a later issue has gone out the ballot is closed already; the next job freezes its result.
  await sql`insert into ballots (issue_id, opened_at, closed_at)
    select issues.id, issues.planned_at, case when next.planned_at is not null
      then least(next.planned_at, issues.planned_at + interval '14 days') end
    from issues cross join lateral (
      select min(later.planned_at) as planned_at from issues as later
      where later.planned_at > issues.planned_at
    ) as next
    where issues.planned_at is not null`.execute(db);
}

/**
 * A frozen result is never changed, added to or deleted; that an issue brings it back is noted once, and
 * once more where that issue was cancelled.
 */
async function keepResults(db: Kysely<unknown>): Promise<void> {
  await sql`create function results_never_change() returns trigger language plpgsql as
    $$ begin raise exception 'a frozen result is never changed or deleted'; end $$`.execute(db);
  await sql`create function results_are_complete() returns trigger language plpgsql as $$
    begin
      if exists (select from added join ballots using (issue_id) where frozen_at is not null) then
        raise exception 'a frozen result is never added to';
      end if;
      return null;
    end $$`.execute(db);
  for (const table of ['ballot_results', 'ballot_voters'].map((name) => sql.table(name))) {
    await sql`create trigger results_never_change before update or delete or truncate on ${table}
      for each statement execute function results_never_change()`.execute(db);
    await sql`create trigger results_are_complete after insert on ${table}
      referencing new table as added for each statement
      execute function results_are_complete()`.execute(db);
  }
  await sql`create function ballots_stay_frozen() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if (old.returned_in is null or (new.returned_in is not null and exists (
            select from issues where id = old.returned_in and state = 'cancelled')))
          and to_jsonb(new) - 'returned_in' = to_jsonb(old) - 'returned_in' then
          return new;
        end if;
      end if;
      raise exception 'a frozen ballot is never changed or deleted';
    end $$`.execute(db);
  await sql`create trigger ballots_stay_frozen before update or delete on ballots
    for each row when (old.frozen_at is not null)
    execute function ballots_stay_frozen()`.execute(db);
}
