import { beforeEach, describe, expect, it } from 'vitest';
import { findComparison } from '../../src/catalog/list-comparisons';
import { setVerdict } from '../../src/catalog/set-verdict';
import { cloneDatabase } from '../helpers/database';
import {
  emptyCatalog,
  firstDay,
  importParts,
  readCatalog,
  secondDay,
} from '../helpers/fixtures/catalog';
import { type PageParts, usualQuotes } from '../helpers/fixtures/page';

const db = await cloneDatabase();
const slug = 'lantern-vs-ferry-2';

beforeEach(async () => {
  await emptyCatalog(db);
  await importParts(db);
});

const importLater = (parts: PageParts) => importParts(db, parts, { at: secondDay });
const verdictsOf = async (side: 0 | 1) =>
  (await findComparison(db, slug))!.sides[side].reviews.map((review) => review.verdict);
const classify = (tool: string, seat: string, verdict: string) =>
  setVerdict(db, { comparison: slug, tool, seat, verdict, at: firstDay });

describe('a page whose facts changed', () => {
  it.each<[string, PageParts, string]>([
    [
      'panel ship',
      { first: { panel: '50%' } },
      '“Lantern”: the panel ship changed from 75% to 50%.',
    ],
    [
      'community',
      { first: { community: '12%' } },
      '“Lantern”: the community changed from — to 12%.',
    ],
    [
      'community',
      { second: { community: '—' } },
      '“Ferry 2”: the community changed from 64% to —.',
    ],
    [
      'entry price',
      { second: { price: '$9' } },
      '“Ferry 2”: the entry price changed from Paid to $9.',
    ],
    [
      'category',
      { second: { category: 'Boats' } },
      '“Ferry 2”: the category changed from Writing Tools to Boats.',
    ],
    ['description', { first: { description: 'New.' } }, '“Lantern”: the description changed.'],
    ['quote', { quotes: usualQuotes({ 3: 'New.' }) }, '“Ferry 2”: the skeptic’s quote changed.'],
  ])('says that the %s did, and then is unchanged', async (_, parts, note) => {
    expect(await importLater(parts)).toEqual({ slug, outcome: 'changed', notes: [note] });
    expect((await importLater(parts)).outcome).toBe('unchanged');
  });

  it('names every change at once, and is what the page says afterwards', async () => {
    const { notes } = await importLater({
      first: {
        category: 'Lamps',
        panel: '100%',
        community: '90%',
        price: 'Paid',
        description: 'Brighter.',
      },
      quotes: usualQuotes({ 0: 'New first.', 7: 'New last.' }),
    });
    expect(notes).toHaveLength(7);
    const { sides } = (await findComparison(db, slug))!;
    expect(sides[0]).toMatchObject({
      category: 'Lamps',
      panel_ship: 100,
      printed_community: 90,
      entry_price: 'Paid',
      description: 'Brighter.',
    });
    expect([sides[0].reviews[0]!.quote, sides[1].reviews[3]!.quote]).toEqual([
      'New first.',
      'New last.',
    ]);
  });

  it('moves changed_at, and neither the slug nor the day it was made', async () => {
    const [before] = (await readCatalog(db)).comparisons;
    await importLater({ first: { price: 'Paid' } });
    expect((await readCatalog(db)).comparisons).toEqual([{ ...before, changed_at: secondDay }]);
  });

  it('updates that comparison only', async () => {
    await importParts(db, { second: { name: 'Quill' } });
    const others = async () => {
      const { tools, comparisons, sides, reviews } = await readCatalog(db);
      const { id } = comparisons.find((comparison) => comparison.slug === slug)!;
      return {
        tools,
        comparisons: comparisons.filter((comparison) => comparison.id !== id),
        sides: sides.filter((side) => side.comparison_id !== id),
        reviews: reviews.filter((review) => review.comparison_id !== id),
      };
    };
    const before = await others();
    await importLater({
      first: { panel: '0%', price: 'Paid' },
      quotes: usualQuotes({ 0: 'New.' }),
    });
    expect(await others()).toEqual(before);
  });

  it('calls two tools of one name apart by their taglines', async () => {
    const namesake = { name: 'Lantern', tagline: 'Shines' };
    await importParts(db, { second: namesake });
    const { notes } = await importLater({ second: { ...namesake, price: 'Free' } });
    expect(notes).toEqual(['“Lantern” (Shines): the entry price changed from Paid to Free.']);
  });
});

describe('verdicts that an editor had set', () => {
  beforeEach(async () => {
    await classify('lantern', 'skeptic', 'skip');
    await classify('lantern', 'guest', 'ship');
    await classify('ferry-2', 'builder', 'ship');
  });

  it.each<[string, PageParts]>([
    ['percentage', { first: { panel: '50%' } }],
    ['quote', { quotes: usualQuotes({ 4: 'The futurist thought again.' }) }],
  ])(
    'are reset on the side whose %s changed, on that side only, and the import says so',
    async (_, parts) => {
      const { notes } = await importLater(parts);
      expect(notes).toHaveLength(2);
      expect(notes[1]).toBe(
        '“Lantern”: the verdicts that an editor had set (skeptic skip, guest ship) were reset to unknown.',
      );
      expect(await verdictsOf(0)).toEqual(Array(4).fill('unknown'));
      expect(await verdictsOf(1)).toEqual(['ship', 'unknown', 'unknown', 'unknown']);
    },
  );

  it('stand while only other facts changed', async () => {
    const { notes } = await importLater({
      first: { description: 'New.', price: '$2', community: '9%' },
    });
    expect(notes).toHaveLength(3);
    expect(await verdictsOf(0)).toEqual(['unknown', 'skip', 'unknown', 'ship']);
  });

  it('give way to all ship at 100% and to all skip at 0%', async () => {
    const { notes } = await importLater({ first: { panel: '100%' }, second: { panel: '0%' } });
    expect(notes).toContain(
      '“Ferry 2”: the verdicts that an editor had set (builder ship) were reset to skip.',
    );
    expect(await verdictsOf(0)).toEqual(Array(4).fill('ship'));
    expect(await verdictsOf(1)).toEqual(Array(4).fill('skip'));
  });

  it('are not mentioned if the page itself had set them', async () => {
    await importLater({ first: { panel: '100%' } });
    const { notes } = await importLater({ first: { panel: '25%' } });
    expect(notes).toEqual(['“Lantern”: the panel ship changed from 100% to 25%.']);
    expect(await verdictsOf(0)).toEqual(Array(4).fill('unknown'));
  });
});
