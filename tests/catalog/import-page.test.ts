import { beforeEach, describe, expect, it } from 'vitest';
import { findComparison } from '../../src/catalog/list-comparisons';
import { importPage } from '../../src/catalog/pages/import-page';
import { newId } from '../../src/platform/ids';
import { cloneDatabase } from '../helpers/database';
import {
  emptyCatalog,
  firstDay,
  importParts,
  readCatalog,
  secondDay,
} from '../helpers/fixtures/catalog';
import { usualQuotes } from '../helpers/fixtures/page';
import { parseParts } from '../helpers/fixtures/parse';

const db = await cloneDatabase();
const slug = 'lantern-vs-ferry-2';

beforeEach(() => emptyCatalog(db));

describe('a page that is new', () => {
  it('is added with every fact to the letter', async () => {
    expect(await importParts(db)).toEqual({ slug, outcome: 'added', notes: [] });
    const { sides } = (await findComparison(db, slug))!;
    expect(sides[0]).toEqual({
      tool: {
        id: expect.any(String),
        slug: 'lantern',
        name: 'Lantern',
        tagline: 'Drafts the dull letters first',
      },
      category: 'Writing Tools',
      entry_price: 'Free',
      description: 'Lantern writes first drafts of letters nobody looks forward to writing.',
      panel_ship: 75,
      printed_community: null,
      reviews: [
        { seat: 'builder', verdict: 'unknown', quote: 'Quote 1 speaks plainly.' },
        { seat: 'skeptic', verdict: 'unknown', quote: 'Quote 3 speaks plainly.' },
        { seat: 'futurist', verdict: 'unknown', quote: 'Quote 5 speaks plainly.' },
        { seat: 'guest', verdict: 'unknown', quote: 'Quote 7 speaks plainly.' },
      ],
    });
    expect(sides[1].reviews.map((review) => review.quote)).toEqual(
      [2, 4, 6, 8].map((n) => `Quote ${n} speaks plainly.`),
    );
    expect(sides[1].printed_community).toBe(64);
  });

  it('knows every verdict at 100% and at 0%, and guesses none between', async () => {
    await importParts(db, { first: { panel: '100%' }, second: { panel: '0%' } });
    const known = (await findComparison(db, slug))!;
    expect(known.sides[0].reviews.map((review) => review.verdict)).toEqual(Array(4).fill('ship'));
    expect(known.sides[1].reviews.map((review) => review.verdict)).toEqual(Array(4).fill('skip'));
    await importParts(db, { first: { name: 'Oar', panel: '99%' }, second: { panel: '1%' } });
    const unknown = (await findComparison(db, 'oar-vs-ferry-2'))!;
    const verdicts = unknown.sides.flatMap((side) => side.reviews.map((review) => review.verdict));
    expect(verdicts).toEqual(Array(8).fill('unknown'));
  });

  it('comes back from the database as it went in: markup, quotation marks, emoji, right-to-left script', async () => {
    const hostile = '</td> $& {{slot}} \' " \\ %s \\u0041 👩🏽‍🚀 \u2067שלום!\u2069 é 葛\u{e0100}';
    await importParts(db, {
      first: { tagline: hostile, category: hostile, price: hostile, description: hostile },
      quotes: usualQuotes({ 6: hostile }),
    });
    const side = (await findComparison(db, slug))!.sides[0];
    expect(side.tool.tagline).toBe(hostile);
    expect([side.category, side.entry_price, side.description]).toEqual(Array(3).fill(hostile));
    expect(side.reviews[3]!.quote).toBe(hostile);
  });

  it('may have a name and a tagline of the widest text at their longest', async () => {
    const wide = (length: number, from: number) =>
      String.fromCharCode(...Array.from({ length }, (_, at) => from + ((at * 7919) % 20_000)));
    const { outcome } = await importParts(db, {
      first: { name: wide(200, 0x4e00), tagline: wide(500, 0x4e00) },
    });
    expect(outcome).toBe('added');
  });

  it('is written whole or not at all', async () => {
    const ids = [newId(), newId(), 'no id'];
    const importing = importPage(db, {
      page: parseParts(),
      newId: () => ids.shift()!,
      at: firstDay,
    });
    await expect(importing).rejects.toMatchObject({ code: '22P02' });
    expect(await readCatalog(db)).toEqual({ tools: [], comparisons: [], sides: [], reviews: [] });
  });
});

describe('the same page again', () => {
  it('changes nothing, not even a moment', async () => {
    await importParts(db);
    const before = await readCatalog(db);
    expect(await importParts(db, {}, { at: secondDay })).toEqual({
      slug,
      outcome: 'unchanged',
      notes: [],
    });
    expect(await readCatalog(db)).toEqual(before);
  });
});

describe('a tool', () => {
  it('is its exact name and tagline: it exists once, however many pages it is on', async () => {
    await importParts(db);
    await importParts(db, { second: { name: 'Quill', tagline: 'Writes on' } });
    await importParts(db, { first: { name: 'Quill', tagline: 'Writes on' } });
    const { tools } = await readCatalog(db);
    expect(tools.map((tool) => tool.slug).sort()).toEqual(['ferry-2', 'lantern', 'quill']);
  });

  it('of the same name with another tagline is another tool, with a number after its slug', async () => {
    const outcomes = [];
    for (const tagline of ['One', 'Two', 'one', 'One'])
      outcomes.push(await importParts(db, { first: { tagline } }));
    expect(outcomes.map((outcome) => outcome.slug)).toEqual([
      'lantern-vs-ferry-2',
      'lantern-2-vs-ferry-2',
      'lantern-3-vs-ferry-2',
      'lantern-vs-ferry-2',
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'added',
      'added',
      'added',
      'unchanged',
    ]);
  });

  it('gets its slug in page order if both tools are new and share a name', async () => {
    await importParts(db, {
      first: { tagline: 'Zeal' },
      second: { name: 'Lantern', tagline: 'Art' },
    });
    const { sides } = (await findComparison(db, 'lantern-vs-lantern-2'))!;
    expect(sides.map((side) => side.tool.tagline)).toEqual(['Zeal', 'Art']);
  });

  it('keeps what each page says of it apart', async () => {
    await importParts(db);
    await importParts(db, { first: { panel: '25%', price: 'Paid' }, second: { name: 'Quill' } });
    const [one, other] = [
      await findComparison(db, slug),
      await findComparison(db, 'lantern-vs-quill'),
    ];
    expect(one!.sides[0].tool).toEqual(other!.sides[0].tool);
    expect([one!.sides[0].panel_ship, other!.sides[0].panel_ship]).toEqual([75, 25]);
    expect([one!.sides[0].entry_price, other!.sides[0].entry_price]).toEqual(['Free', 'Paid']);
  });
});

describe('a comparison', () => {
  it('is an ordered pair: the other way round is another one', async () => {
    await importParts(db);
    const turned = await importParts(db, {
      first: { name: 'Ferry 2', tagline: 'Carries notes from one app to the next' },
      second: { name: 'Lantern', tagline: 'Drafts the dull letters first' },
    });
    expect(turned).toMatchObject({ slug: 'ferry-2-vs-lantern', outcome: 'added' });
    expect((await readCatalog(db)).tools).toHaveLength(2);
  });

  it('gets a number after its slug if another comparison has that slug', async () => {
    await importParts(db, { first: { name: 'Oak' }, second: { name: 'Elm vs Ash' } });
    const second = await importParts(db, {
      first: { name: 'Oak vs Elm' },
      second: { name: 'Ash' },
    });
    expect(second.slug).toBe('oak-vs-elm-vs-ash-2');
  });
});

describe('the date of publication', () => {
  const published = async () => (await findComparison(db, slug))!.published_on;

  it('is the day of the first import in UTC if none is given, and stays', async () => {
    await importParts(db, {}, { at: new Date('2026-11-02T23:30:00-05:00') });
    expect(await published()).toBe('2026-11-03');
    await importParts(db, { first: { price: 'Paid' } }, { at: secondDay });
    expect(await published()).toBe('2026-11-03');
  });

  it('is the given one, and another one given later is a change', async () => {
    await importParts(db, {}, { publishedOn: '2026-10-01' });
    expect(await published()).toBe('2026-10-01');
    const again = await importParts(db, {}, { publishedOn: '2026-10-01', at: secondDay });
    expect(again.outcome).toBe('unchanged');
    const moved = await importParts(db, {}, { publishedOn: '2026-10-08', at: secondDay });
    expect(moved).toMatchObject({
      outcome: 'changed',
      notes: ['The publication date changed from 2026-10-01 to 2026-10-08.'],
    });
    expect(await published()).toBe('2026-10-08');
  });

  it.each(['2026-02-30', '2026-1-1', '0000-01-01', 'today', ''])(
    'may not be “%s”, and then nothing is imported',
    async (publishedOn) => {
      await expect(importParts(db, {}, { publishedOn })).rejects.toMatchObject({
        kind: 'invalid',
        message: `“${publishedOn}” is not a date: a day such as 2026-11-23 was expected.`,
      });
      expect((await readCatalog(db)).tools).toEqual([]);
    },
  );
});
