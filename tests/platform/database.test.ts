import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../migrations';
import { inTransaction } from '../../src/platform/database';
import { isMigrated, migrate } from '../../src/platform/postgres/migrate';
import { cloneDatabase, cloneDatabaseUrl } from '../helpers/database';
import { runCodegen } from '../helpers/table-types';

const db = await cloneDatabase();

it('the generated table types are those of the migrated database', async () => {
  const url = await cloneDatabaseUrl();
  expect(runCodegen(url, 'verify')).toContain('up-to-date');
});

it('migrating a migrated database changes nothing', async () => {
  expect(await migrate(db, migrations)).toEqual([]);
  expect(await isMigrated(db, migrations)).toBe(true);
});

it('an inner transaction joins the outer one and is rolled back with it', async () => {
  const outer = inTransaction(db, async (tx) => {
    await inTransaction(tx, (inner) =>
      sql`insert into lost_hits values ('2026-11-24', 'open', 1)`.execute(inner),
    );
    throw new Error('the outer one fails');
  });
  await expect(outer).rejects.toThrow('the outer one fails');
  expect(await db.selectFrom('lost_hits').selectAll().execute()).toEqual([]);
});
