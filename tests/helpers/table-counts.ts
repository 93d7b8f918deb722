import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

/** A hash of the rows, by table; equal if nothing has changed. */
export async function readFingerprints(db: Database): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name
    from information_schema.tables where table_schema = 'public' order by 1`.execute(db);
  const entries = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ print: string }>`select md5(coalesce(string_agg(t::text, '|'
        order by t::text), '')) as print from ${sql.table(name)} as t`.execute(db);
      return [name, rows[0]!.print] as const;
    }),
  );
  return Object.fromEntries(entries);
}
