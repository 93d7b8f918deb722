import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/catalog/pages/import-report';
import { samplesFolder } from '../../src/demo/samples';
import type { ExportedComparison } from '../../src/statistics/export-comparisons';
import { openCommandLine } from '../helpers/processes/command-line';
import { readFingerprints } from '../helpers/table-counts';

type Exported = { comparisons: ExportedComparison[] };

const FILES = ['01-cursor-vs-zed.txt', '05-lex-vs-sudowrite.txt', '07-midjourney-vs-krea.txt'];

/** The command line, and a folder of three pages. */
async function openFixture() {
  const line = await openCommandLine();
  const folder = line.file('pages');
  await mkdir(folder);
  for (const file of FILES) await copyFile(join(samplesFolder(), file), join(folder, file));
  return { ...line, folder };
}

/** The same with the pages imported. */
async function openCatalog() {
  const fixture = await openFixture();
  await fixture.ask('import', fixture.folder, '--published', '2026-11-20');
  return fixture;
}

/** What a page's lines say, read by their place and by nothing of ours. */
async function readPageLines(file: string) {
  const lines = (await readFile(join(samplesFolder(), file), 'utf8')).split('\n');
  const side = (from: number) => ({
    category: lines[from],
    name: lines[from + 1],
    tagline: lines[from + 2],
    panel_ship: Number.parseInt(lines[from + 3]!, 10),
    entry_price: lines[from + 7],
    description: lines[from + 9],
  });
  const quotes = lines.slice(24, 32).map((line) => line.trim().slice(1, -1));
  return {
    sides: [side(3), side(13)],
    quotes: [0, 1].map((at) => quotes.filter((_, place) => place % 2 === at)),
  };
}

async function expectToTheLetter(comparison: ExportedComparison, file: string): Promise<void> {
  const { sides, quotes } = await readPageLines(file);
  for (const [at, tool] of comparison.tools.entries()) {
    expect(tool).toMatchObject(sides[at]!);
    expect(tool.reviews.map((review) => review.quote)).toEqual(quotes[at]);
    expect(tool.reviews.map((review) => review.seat)).toEqual(SEATS);
  }
}

const SEATS = ['builder', 'skeptic', 'futurist', 'guest'];

describe('three pages', () => {
  it('are imported, and come out to the letter; imported again, nothing changes', async () => {
    const { ask, db, folder } = await openFixture();
    const imported = ['import', folder, '--published', '2026-11-20'];
    const first = await ask<ImportReport>(...imported);
    expect(first.imported.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added']);
    expect(first.refused).toEqual([]);
    const exported = await ask<Exported>('export', 'comparisons');
    expect(exported.comparisons).toHaveLength(3);
    for (const [at, file] of FILES.entries()) {
      const { slug } = first.imported[at]!;
      const comparison = exported.comparisons.find((each) => each.slug === slug)!;
      expect(comparison.published_on).toBe('2026-11-20');
      await expectToTheLetter(comparison, file);
    }
    const before = await readFingerprints(db);
    const second = await ask<ImportReport>('import', folder);
    expect(second.imported.map(({ outcome }) => outcome)).toEqual(Array(3).fill('unchanged'));
    expect(await readFingerprints(db)).toEqual(before);
    expect(await ask<Exported>('export', 'comparisons')).toEqual(exported);
  });

  it('are listed in words without --json', async () => {
    const { run } = await openCatalog();
    const { code, out } = await run('export', 'comparisons');
    expect(code).toBe(0);
    expect(out).toContain('2026-11-20  cursor-vs-zed\n');
  });
});

describe('an import with a bad page among good ones', () => {
  it('takes the others, names file and line, and exits 1', async () => {
    const { run, file } = await openCommandLine();
    const text = await readFile(join(samplesFolder(), '11-hex-vs-julius.txt'), 'utf8');
    const good = file('good.txt');
    const bad = file('bad.txt');
    await writeFile(good, text);
    await writeFile(bad, text.replace(/^\d+%$/m, '101%'));
    const { code, out } = await run('import', bad, good, '--json');
    expect(code).toBe(1);
    const { imported, refused } = JSON.parse(out) as ImportReport;
    expect(imported).toMatchObject([{ file: good, outcome: 'added' }]);
    expect(refused).toMatchObject([{ file: bad, line: 7 }]);
    expect(refused[0]!.reason).toContain('101%');
  });

  it('names a file that is not there', async () => {
    const { run, file } = await openCommandLine();
    const gone = file('gone.txt');
    const { code, out } = await run('import', gone);
    expect(code).toBe(1);
    expect(out).toContain(gone);
    expect(out).toContain('0 imported, 1 refused.');
  });
});

it('an editor names the seats of a tool, pins it, and counts anew', async () => {
  const { ask } = await openCatalog();
  const words = ['cursor-vs-zed', 'cursor', 'skeptic', 'skip'];
  expect(await ask('seat', ...words)).toEqual({
    comparison: 'cursor-vs-zed',
    tool: 'cursor',
    seat: 'skeptic',
    verdict: 'skip',
  });
  const { comparisons } = await ask<Exported>('export', 'comparisons');
  const cursor = comparisons.find(({ slug }) => slug === 'cursor-vs-zed')!.tools[0];
  expect(cursor.panel).toEqual({ ship: 0, skip: 1, unknown: 3 });
  expect(await ask('pin', 'cursor-vs-zed')).toEqual({ comparison: 'cursor-vs-zed', pinned: true });
  expect(await ask('recount')).toEqual({ recounted: true });
});

it('an import says what it cleaned, and names a character it cannot accept', async () => {
  const { run, file, folder } = await openCatalog();
  const page = await readFile(join(folder, FILES[0]!), 'utf8');
  const [odd, bad] = [file('odd.txt'), file('bad.txt')];
  await writeFile(odd, page.replaceAll('Developer Tools', 'Developer\u00a0Tools'));
  await writeFile(bad, page.replaceAll('Developer Tools', 'Developer\uffffTools'));
  const { imported, refused } = JSON.parse((await run('import', odd, bad, '--json')).out);
  expect(imported[0].outcome).toBe('unchanged');
  expect(imported[0].cleaned).toEqual(['Lines 4 and 14: special spaces made plain.']);
  expect(refused[0].reason).toContain('U+FFFF');
  expect((await run('import', odd)).out).toContain('Lines 4 and 14: special spaces made plain.');
});
