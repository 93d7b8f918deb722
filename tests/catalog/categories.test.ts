import { expect, it } from 'vitest';
import { listCategories } from '../../src/catalog/categories';
import { cloneDatabase } from '../helpers/database';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { addComparison } from '../selection/catalog-rows';

const db = await cloneDatabase();
await restoreBeforeEach(db);

it('an empty catalog has no categories', async () => {
  expect(await listCategories(db)).toEqual([]);
});

it('lists each category once, alphabetically, and the 24 with the most tools if there are more', async () => {
  const rare = Array.from({ length: 30 }, (_, n) => `Rare ${String(n).padStart(2, '0')}`);
  for (const [n, category] of rare.entries())
    await addComparison(db, [
      { name: `One ${n}`, category },
      { name: `Two ${n}`, category: n % 2 ? 'Writing' : 'Design' },
    ]);
  expect(await listCategories(db)).toEqual(['Design', ...rare.slice(0, 22), 'Writing']);
});
