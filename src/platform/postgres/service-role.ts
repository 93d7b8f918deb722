import { sql } from 'kysely';
import { type Database, inTransaction } from '../database';

const MIGRATION_TABLES = ['kysely_migration', 'kysely_migration_lock'];

export async function currentRole(db: Database): Promise<string> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db);
  return rows[0]!.role;
}

/** Grants rows and functions, but no changes to tables. Call it as the tables' owner. */
export async function grantRows(
  owner: Database,
  { role, schemas }: { role: string; schemas: string[] },
): Promise<void> {
  await inTransaction(owner, async (tx) => {
    // Concurrent grants of the same thing fail: "tuple concurrently updated".
    await sql`select pg_advisory_xact_lock(hashtextextended('verdicts-grants', 0))`.execute(tx);
    if ((await currentRole(tx)) === role) return;
    const to = sql.id(role);
    for (const each of schemas) {
      const schema = sql.id(each);
      await sql`grant usage on schema ${schema} to ${to}`.execute(tx);
      await sql`grant select, insert, update, delete on all tables in schema ${schema} to ${to}`.execute(
        tx,
      );
      await sql`grant usage, select on all sequences in schema ${schema} to ${to}`.execute(tx);
      await sql`grant execute on all functions in schema ${schema} to ${to}`.execute(tx);
    }
    for (const table of MIGRATION_TABLES) {
      await sql`revoke insert, update, delete on ${sql.table(table)} from ${to}`.execute(tx);
    }
  });
}

export async function listForeignTables(db: Database, schemas: string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(${schemas}) and c.relkind in ('r', 'p')
      and not pg_has_role(current_user, c.relowner, 'usage') order by 1`.execute(db);
  return rows.map((row) => row.name);
}

/** Owned directly, through another role or as a superuser. */
export async function countOwnTables(db: Database): Promise<number> {
  const { rows } = await sql<{ own: number }>`
    select count(*)::int as own from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      and pg_has_role(current_user, relowner, 'member')`.execute(db);
  return rows[0]!.own;
}
