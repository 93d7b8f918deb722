import { beforeAll, expect, it } from 'vitest';
import {
  findComparison,
  listComparisonFacts,
  listComparisons,
} from '../../src/catalog/list-comparisons';
import { pinComparison } from '../../src/catalog/pin';
import { newId } from '../../src/platform/ids';
import { cloneDatabase } from '../helpers/database';
import { firstDay, importParts } from '../helpers/fixtures/catalog';

const db = await cloneDatabase();
const names = ['Elm', 'Ash', 'Oak', 'Yew'];

beforeAll(async () => {
  for (const name of names)
    await importParts(db, { first: { name } }, { publishedOn: '2026-10-05' });
});

it('finds a comparison by its slug with both sides and their reviews in the order of the seats', async () => {
  const found = (await findComparison(db, 'oak-vs-ferry-2'))!;
  expect(found).toMatchObject({
    slug: 'oak-vs-ferry-2',
    published_on: '2026-10-05',
    pinned_at: null,
  });
  expect(found.sides.map((side) => side.tool.slug)).toEqual(['oak', 'ferry-2']);
  for (const side of found.sides)
    expect(side.reviews.map((review) => review.seat)).toEqual([
      'builder',
      'skeptic',
      'futurist',
      'guest',
    ]);
});

it('finds none by a slug that no comparison has', async () => {
  expect(await findComparison(db, 'oak-vs-elm')).toBeUndefined();
});

it('lists all comparisons by slug, in pages without a gap or a repeat', async () => {
  const slugs: string[] = [];
  for (let after: string | undefined; ; ) {
    const part = await listComparisons(db, { after, limit: 3 });
    slugs.push(...part.map((comparison) => comparison.slug));
    if (part.length === 0) break;
    after = part.at(-1)!.slug;
  }
  expect(slugs).toEqual(['ash', 'elm', 'oak', 'yew'].map((name) => `${name}-vs-ferry-2`));
});

it('lists the comparisons of some ids in the order of the ids, and leaves out missing ones', async () => {
  const [ash, elm, oak] = await listComparisons(db, { limit: 3 });
  const found = await listComparisonFacts(db, [oak!.id, newId(), ash!.id]);
  expect(found).toEqual([oak, ash]);
  expect(found).not.toContainEqual(elm);
  expect(await listComparisonFacts(db, [])).toEqual([]);
});

it('says since when a comparison is pinned', async () => {
  await pinComparison(db, { slug: 'yew-vs-ferry-2', pinned: true, at: firstDay });
  expect((await findComparison(db, 'yew-vs-ferry-2'))!.pinned_at).toEqual(firstDay);
});
