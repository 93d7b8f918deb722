import { expect, it } from 'vitest';
import { pinComparison } from '../../src/catalog/pin';
import { cloneDatabase } from '../helpers/database';
import { firstDay, importParts, readCatalog, secondDay } from '../helpers/fixtures/catalog';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const slug = 'lantern-vs-ferry-2';
await importParts(db);
await restoreBeforeEach(db);

it('a pin keeps the moment it was set, however often it is set, until it is taken out', async () => {
  const pin = (pinned: boolean, at: Date) => pinComparison(db, { slug, pinned, at });
  expect(await pin(true, firstDay)).toEqual({ slug, pinned_at: firstDay });
  expect(await pin(true, secondDay)).toEqual({ slug, pinned_at: firstDay });
  expect(await pin(false, secondDay)).toEqual({ slug, pinned_at: null });
  expect(await pin(false, secondDay)).toEqual({ slug, pinned_at: null });
  expect(await pin(true, secondDay)).toEqual({ slug, pinned_at: secondDay });
});

it('a pin stays when the page is imported again, changed or not', async () => {
  await pinComparison(db, { slug, pinned: true, at: secondDay });
  await importParts(db);
  await importParts(db, { first: { price: 'Paid' } });
  expect((await readCatalog(db)).comparisons[0]!.pinned_at).toEqual(secondDay);
});

it('a comparison that is not there cannot be pinned', async () => {
  await expect(
    pinComparison(db, { slug: 'a-vs-b', pinned: true, at: firstDay }),
  ).rejects.toMatchObject({
    kind: 'missing',
    message: 'There is no comparison “a-vs-b”. `verdicts export comparisons` lists them.',
  });
});
