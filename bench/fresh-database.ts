import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../migrations';
import { startLocalPostgres } from '../src/local/postgres';
import { type Database, openDatabase } from '../src/platform/database';
import { openLog } from '../src/platform/log';
import { migrate } from '../src/platform/postgres/migrate';

const CONNECTIONS = 5;

/**
 * A migrated database on an embedded PostgreSQL in a temporary folder; both are removed afterwards.
 * Ignores the environment.
 */
export async function onFreshDatabase<T>(
  work: (db: Database, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'verdicts-bench-'));
  // So that the server's account can reach its data here, and all of it is removed in the end.
  await chmod(folder, 0o711);
  const log = openLog();
  const postgres = await startLocalPostgres({ folder: join(folder, 'data'), log });
  const db = openDatabase(postgres.url, { max: CONNECTIONS, log });
  try {
    await migrate(db, migrations);
    return await work(db, folder);
  } finally {
    await db.destroy();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
