import { migrations } from '../../migrations';
import type { Config } from '../platform/config';
import { type Database, openDatabase } from '../platform/database';
import type { Log } from '../platform/log';
import { explainDatabaseFailure } from '../platform/postgres/database-failure';
import { isMigrated, migrate } from '../platform/postgres/migrate';
import { currentRole, grantRows, listForeignTables } from '../platform/postgres/service-role';
import { Refusal } from '../platform/refusal';
import { openIssueQueue, QUEUE_SCHEMA } from './issue-queue';

const SCHEMAS = ['public', QUEUE_SCHEMA];

interface Fixture {
  config: Pick<Config, 'migrationDatabaseUrl'>;
  log: Log;
}

/**
 * Under MIGRATION_DATABASE_URL's role, if set, which grants the service's role the rows. Throws a
 * Refusal if the two URLs lead to different databases.
 */
export async function prepareDatabase(db: Database, { config, log }: Fixture): Promise<void> {
  const { migrationDatabaseUrl: databaseUrl } = config;
  if (databaseUrl === undefined) {
    await migrate(db, migrations);
    return;
  }
  const role = await currentRole(db);
  const owner = openDatabase(databaseUrl, { max: 2, log });
  try {
    await migrateAndGrant(owner, { databaseUrl, role, log });
  } catch (error) {
    throw explain(error);
  } finally {
    await owner.destroy();
  }
  if (await isMigrated(db, migrations)) return;
  const says = 'MIGRATION_DATABASE_URL and DATABASE_URL lead to different databases.';
  throw new Refusal('unready', says);
}

async function migrateAndGrant(
  owner: Database,
  { databaseUrl, role, log }: { databaseUrl: string; role: string; log: Log },
): Promise<void> {
  await requireOwnTables(owner);
  await migrate(owner, migrations);
  const queue = await openIssueQueue({ databaseUrl, log });
  await queue.close();
  await grantRows(owner, { role, schemas: SCHEMAS });
}

function explain(error: unknown): unknown {
  const why = explainDatabaseFailure(error);
  if (why === null) return error;
  const isForbidden = (error as { code?: string }).code === '42501';
  const says = isForbidden
    ? 'The role in MIGRATION_DATABASE_URL lacks the rights for this: make it the owner of the database.'
    : why.replace('DATABASE_URL', 'MIGRATION_DATABASE_URL');
  return new Refusal('unready', says);
}

async function requireOwnTables(owner: Database): Promise<void> {
  const foreign = await listForeignTables(owner, SCHEMAS);
  if (foreign.length === 0) return;
  throw new Refusal(
    'unready',
    `The role in MIGRATION_DATABASE_URL does not own ${foreign.length} of the tables. As a superuser, hand them over ` +
      'once with "reassign owned by … to …".',
  );
}

/** For commands, which skip this if nothing is missing. */
export async function prepareDatabaseOnce(db: Database, services: Fixture): Promise<void> {
  const isSettled = services.config.migrationDatabaseUrl !== undefined && (await looksMigrated(db));
  if (!isSettled) await prepareDatabase(db, services);
}

/** A role that may not even look has no grants yet. */
async function looksMigrated(db: Database): Promise<boolean> {
  try {
    return await isMigrated(db, migrations);
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return false;
    throw error;
  }
}
