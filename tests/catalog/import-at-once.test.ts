import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findComparison } from '../../src/catalog/list-comparisons';
import { type Database, openDatabase } from '../../src/platform/database';
import { cloneDatabaseUrl } from '../helpers/database';
import { emptyCatalog, importParts, readCatalog, secondDay } from '../helpers/fixtures/catalog';
import type { PageParts } from '../helpers/fixtures/page';
import { silent } from '../helpers/silent-log';

const IMPORTERS = 6;
const ROUNDS = 10;

const url = await cloneDatabaseUrl();
/** One handle per importer, as if each were its own process. */
const importers = Array.from({ length: IMPORTERS }, () =>
  openDatabase(url, { max: 1, log: silent }),
);
const db = importers[0]!;
afterAll(() => Promise.all(importers.map((importer) => importer.destroy())));

beforeEach(() => emptyCatalog(db));

const importAtOnce = (partsOf: (importer: number) => PageParts, at?: Date) =>
  Promise.all(importers.map((one: Database, n) => importParts(one, partsOf(n), { at })));

describe('several importers at once', () => {
  it('add the same new page once, and the others find it unchanged', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const first = { name: `Lantern ${round}` };
      const outcomes = await importAtOnce(() => ({ first }));
      expect(new Set(outcomes.map(({ slug }) => slug)).size).toBe(1);
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
        'added',
        ...Array(IMPORTERS - 1).fill('unchanged'),
      ]);
    }
    const { tools, comparisons, sides, reviews } = await readCatalog(db);
    expect([tools.length, comparisons.length, sides.length, reviews.length]).toEqual([
      ROUNDS + 1,
      ROUNDS,
      2 * ROUNDS,
      8 * ROUNDS,
    ]);
  });

  it('add a pair of new tools both ways round without waiting for one another for ever', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [one, other] = [{ name: `Oar ${round}` }, { name: `Sail ${round}`, tagline: 'Up' }];
      const both = [
        { first: one, second: other },
        { first: other, second: one },
      ];
      const outcomes = await importAtOnce((n) => both[n % 2]!);
      expect(outcomes.filter(({ outcome }) => outcome === 'added')).toHaveLength(2);
    }
  });

  it('add a pair of new tools of one name both ways round', async () => {
    const [one, other] = [{ tagline: 'Zeal' }, { name: 'Lantern', tagline: 'Art' }];
    const turned = [
      { name: 'Lantern', tagline: 'Art' },
      { name: 'Lantern', tagline: 'Zeal' },
    ];
    const both = [
      { first: one, second: other },
      { first: turned[0], second: turned[1] },
    ];
    const outcomes = await importAtOnce((n) => both[n % 2]!);
    expect(outcomes.filter(({ outcome }) => outcome === 'added')).toHaveLength(2);
    expect((await readCatalog(db)).tools).toHaveLength(2);
  });

  it('give new tools of one name slugs of their own', async () => {
    const outcomes = await importAtOnce((n) => ({ first: { tagline: `Tagline ${n}` } }));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(IMPORTERS).fill('added'));
    const { tools } = await readCatalog(db);
    const slugs = tools.filter((tool) => tool.name === 'Lantern').map((tool) => tool.slug);
    expect(slugs.sort()).toEqual(['lantern', ...[2, 3, 4, 5, 6].map((n) => `lantern-${n}`)]);
  });

  it('change a page once, and the others find it unchanged', async () => {
    await importParts(db);
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await importAtOnce(() => ({ first: { price: `$${round}` } }), secondDay);
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
        'changed',
        ...Array(IMPORTERS - 1).fill('unchanged'),
      ]);
    }
  });

  it('never mix two versions of a page', async () => {
    await importParts(db);
    await importAtOnce((n) => ({
      first: { price: `$${n}`, description: `Version ${n}` },
      second: { price: `$${n}`, description: `Version ${n}` },
    }));
    const { sides } = (await findComparison(db, 'lantern-vs-ferry-2'))!;
    const [first, second] = sides.map((side) => `${side.entry_price} ${side.description}`);
    expect(first).toMatch(/^\$(\d) Version \1$/);
    expect(second).toBe(first);
  });
});
