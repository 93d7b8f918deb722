import { type Kysely, sql } from 'kysely';

const TABLES = [
  ['alarms', 'alerts'],
  ['cast_judgements', 'cast_classifications'],
  ['departures', 'unsubscribes'],
  ['hand_failures', 'submission_failures'],
  ['mailed_links', 'one_time_links'],
  ['pace', 'rate_limit'],
];

const COLUMNS = [
  ['cast_classifications', 'judged_at', 'classified_at'],
  ['hits', 'judged_at', 'classified_at'],
  ['hits', 'judgement', 'class'],
  ['outbox', 'handed_at', 'submitted_at'],
  ['outbox', 'settled_at', 'recorded_at'],
];

/** Old part of a name to new, for the indexes, constraints and sequences that carry one. */
const PARTS = [
  ...TABLES,
  ['hits_to_judge', 'hits_to_classify'],
  ['judged_at', 'classified_at'],
  ['judgement', 'class'],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [from, to] of TABLES) {
    await sql`alter table ${sql.id(from!)} rename to ${sql.id(to!)}`.execute(db);
  }
  for (const [table, from, to] of COLUMNS) {
    await sql`alter table ${sql.id(table!)} rename column ${sql.id(from!)} to ${sql.id(to!)}`.execute(
      db,
    );
  }
  for (const [from, to] of PARTS) await renameParts(db, from!, to!);
  await renameBatchState(db);
  await sql`update submission_failures set kind = 'rate-limited' where kind = 'paced'`.execute(db);
}

async function renameParts(db: Kysely<unknown>, from: string, to: string): Promise<void> {
  await sql`do ${sql.lit(`declare found record; begin
    for found in select conrelid::regclass as owner, conname as name from pg_constraint
      where connamespace = 'public'::regnamespace and conname ~ '(^|_)${from}(_|$)' loop
      execute format('alter table %s rename constraint %I to %I',
        found.owner, found.name, replace(found.name, '${from}', '${to}'));
    end loop;
    for found in select relkind, relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('i', 'S')
        and relname ~ '(^|_)${from}(_|$)' loop
      execute format('alter %s %I rename to %I',
        case found.relkind when 'i' then 'index' else 'sequence' end,
        found.name, replace(found.name, '${from}', '${to}'));
    end loop;
  end`)}`.execute(db);
}

/** The column's check is dropped first: no row may hold the new state under the old one. */
async function renameBatchState(db: Kysely<unknown>): Promise<void> {
  await sql`alter table batches drop constraint batches_state_check`.execute(db);
  await sql`update batches set state = 'recorded' where state = 'settled'`.execute(db);
  await sql`alter table batches add constraint batches_state_check
    check (state in ('waiting', 'sealed', 'recorded', 'unknown'))`.execute(db);
  await sql`update batch_history set from_state = 'recorded' where from_state = 'settled'`.execute(
    db,
  );
  await sql`update batch_history set to_state = 'recorded' where to_state = 'settled'`.execute(db);
}
