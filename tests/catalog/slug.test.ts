import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { freeSlug, slugBase } from '../../src/catalog/slug';
import { newId } from '../../src/platform/ids';
import { cloneDatabase } from '../helpers/database';
import { emptyCatalog, firstDay } from '../helpers/fixtures/catalog';
import { runs } from '../helpers/runs';

const db = await cloneDatabase();
beforeEach(() => emptyCatalog(db));

it.each([
  [
    'Cursor v0.50 – Background Agent & Codebase Refactoring',
    'cursor-v0-50-background-agent-codebase-refactoring',
  ],
  ['SmolVLM2-2B', 'smolvlm2-2b'],
  ['  Édition  Spéciale! ', 'edition-speciale'],
  ['ﬁne ½ ①', 'fine-1-2-1'],
  ['İstanbul', 'istanbul'],
  ['日本語', 'tool'],
  ['—', 'tool'],
  ['---a---', 'a'],
])('makes of the name “%s” the slug %s', (name, slug) => {
  expect(slugBase(name)).toBe(slug);
});

it('turns any name into a slug of ASCII letters, digits and single hyphens that leaves room for a number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      expect(slugBase(name)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(slugBase(name).length).toBeLessThanOrEqual(75);
    }),
    { numRuns: runs(100) },
  );
});

it('cuts a long name, also where the cut falls on a hyphen', () => {
  expect(slugBase('x'.repeat(200))).toBe('x'.repeat(75));
  expect(slugBase(`${'x'.repeat(74)} y`)).toBe('x'.repeat(74));
});

it('finds the first free number, gaps first, however many are taken', async () => {
  const take = async (slug: string) => {
    const tool = { id: newId(), slug, name: slug, tagline: '', created_at: firstDay };
    await db.insertInto('tools').values(tool).execute();
  };
  const free = async () => {
    const query = db.selectNoFrom(freeSlug('tools', 'oar').as('slug'));
    return (await query.executeTakeFirstOrThrow()).slug;
  };
  expect(await free()).toBe('oar');
  await take('oar-3');
  expect(await free()).toBe('oar');
  await take('oar');
  expect(await free()).toBe('oar-2');
  await take('oar-2');
  for (let number = 4; number <= 40; number++) await take(`oar-${number}`);
  expect(await free()).toBe('oar-41');
});
