import { type Kysely, sql } from 'kysely';

const COLUMNS = [
  ['ballot_voters', 'said', 'own_votes'],
  ['deliveries', 'said', 'own_votes'],
  ['domain_holds', 'told_at', 'alerted_at'],
];

/** Old part of a name to new, for the indexes, constraints and sequences that carry one. */
const PARTS = [
  ['never_links', 'suppression_links'],
  ['said', 'own_votes'],
  ['told_at', 'alerted_at'],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table never_links rename to suppression_links`.execute(db);
  for (const [table, from, to] of COLUMNS) {
    await sql`alter table ${sql.id(table!)} rename column ${sql.id(from!)} to ${sql.id(to!)}`.execute(
      db,
    );
  }
  for (const [from, to] of PARTS) await renameParts(db, from!, to!);
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
