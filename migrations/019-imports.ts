import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table reader_imports (
    id bigint primary key,
    at timestamptz not null,
    actor text not null,
    consent text not null,
    rows integer not null,
    added integer not null,
    known integer not null,
    suppressed integer not null,
    refused integer not null,
    stopped integer not null,
    undone_at timestamptz,
    undone_by text,
    check (rows = added + known + suppressed + refused),
    check ((undone_at is null) = (undone_by is null))
  )`.execute(db);

  // Not a foreign key: a million rows would be checked one by one, and no import is ever deleted.
  await sql`alter table subscribers
    add column import_id bigint,
    add column changed_since_import boolean not null default false`.execute(db);
  // Whatever changes a reader, but for imports and their undoing, keeps them when their import is undone.
  await sql`create function keep_changed_reader() returns trigger language plpgsql as $$ begin
    new.changed_since_import := true;
    return new;
  end $$`.execute(db);
  await sql`create trigger changed_readers_are_kept before update on subscribers
    for each row when (old.import_id is not null and old is distinct from new
      and current_setting('verdicts.importing', true) is distinct from 'yes')
    execute function keep_changed_reader()`.execute(db);

  // Set while nobody but this import has said so.
  await sql`alter table suppressions add column import_id bigint`.execute(db);
  await sql`create index suppressions_of_an_import on suppressions (import_id)
    where import_id is not null`.execute(db);
  await sql`create table import_stops (
    import_id bigint not null references reader_imports,
    subscriber_id bigint not null references subscribers,
    unsubscribed_at timestamptz not null,
    primary key (subscriber_id, import_id)
  )`.execute(db);
  await sql`create table import_overlaps (
    import_id bigint not null references reader_imports,
    subscriber_id bigint not null references subscribers,
    primary key (subscriber_id, import_id)
  )`.execute(db);
  // A reader who is deleted is looked for in every table that names readers.
  await sql`create index casts_by_reader on casts (subscriber_id)`.execute(db);
}
