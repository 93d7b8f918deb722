import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from '../database';

/** Safe on several machines at once: Kysely takes a lock. */
export async function migrate(
  db: Database,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

export async function isMigrated(
  db: Database,
  migrations: Record<string, Migration>,
): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  return (await migrator.getMigrations()).every((migration) => migration.executedAt);
}
