import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from '../database';

/** Brings the database to the newest migration; safe on several machines at once (kysely locks). */
export async function migrate(
  db: Database,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** Whether every listed migration has run: what /readyz answers with. */
export async function isMigrated(
  db: Database,
  migrations: Record<string, Migration>,
): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  return (await migrator.getMigrations()).every((migration) => migration.executedAt);
}
