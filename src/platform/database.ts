import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Log } from './log';
import { connectionString } from './postgres/database-url';
import type { DB } from './schema';

export type Database = Kysely<DB>;

// Identities stay far below 2^53, so bigint is read as a number; dates stay 'YYYY-MM-DD'.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Connects with the first statement. */
export function openDatabase(url: string, { max, log }: { max: number; log: Log }): Database {
  const pool = new pg.Pool({
    connectionString: connectionString(url),
    max,
    types,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'verdicts',
  });
  // Without listeners, a connection closed by the server would end the process. Workers also report
  // those that we close ourselves.
  const onLost = (error: Error & { code?: string }) => {
    if (!pool.ending) log.warn({ code: error.code }, 'a database connection was lost');
  };
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/** Joins the caller's transaction or begins one. */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return work(db as Transaction<DB>);
  return db.transaction().execute(work);
}

/** The database's clock: the only one for leases, the rate limit and the age of keys. */
export const databaseNow = sql<Date>`database_now()`;

export function databaseNowPlusMs(ms: number) {
  return sql<Date>`database_now() + make_interval(secs => ${ms / 1000})`;
}
