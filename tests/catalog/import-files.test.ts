import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FilesImport, importFiles } from '../../src/catalog/pages/import-files';
import type { FileResult } from '../../src/catalog/pages/import-report';
import { newId } from '../../src/platform/ids';
import { cloneDatabase } from '../helpers/database';
import { emptyCatalog, firstDay, readCatalog } from '../helpers/fixtures/catalog';
import { type PageParts, pageBytes } from '../helpers/fixtures/page';

const db = await cloneDatabase();
let folder = '';

beforeEach(async () => {
  await emptyCatalog(db);
  folder = await mkdtemp(join(tmpdir(), 'verdicts-pages-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function writePage(name: string, parts: PageParts = {}): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, pageBytes(parts));
  return file;
}

const importPaths = (paths: string[], more: Partial<FilesImport> = {}) =>
  importFiles(db, { paths, newId, at: firstDay, ...more });

describe('a report', () => {
  it('names each file, its comparison and what became of it, in the order given', async () => {
    const files = [await writePage('b.txt'), await writePage('a.txt', { first: { name: 'Oar' } })];
    const first = await importPaths(files);
    expect(first).toEqual({
      imported: [
        { file: files[0], slug: 'lantern-vs-ferry-2', outcome: 'added' },
        { file: files[1], slug: 'oar-vs-ferry-2', outcome: 'added' },
      ],
      refused: [],
    });
    await writePage('b.txt', { first: { price: 'Paid' } });
    expect((await importPaths(files)).imported).toEqual([
      {
        file: files[0],
        slug: 'lantern-vs-ferry-2',
        outcome: 'changed',
        notes: ['“Lantern”: the entry price changed from Free to Paid.'],
      },
      { file: files[1], slug: 'oar-vs-ferry-2', outcome: 'unchanged' },
    ]);
  });

  it('names a refused file with the line and the reason, and the other files go on', async () => {
    const bad = await writePage('bad.txt', { title: 'Something else' });
    const report = await importPaths([bad, await writePage('good.txt')]);
    expect(report.imported.map((file) => file.slug)).toEqual(['lantern-vs-ferry-2']);
    expect(report.refused).toEqual([
      { file: bad, line: 2, reason: expect.stringMatching(/^Line 2: found the title “Something/) },
    ]);
  });

  it('is reported file by file as it goes', async () => {
    const told: FileResult[] = [];
    const report = await importPaths(
      [await writePage('a.txt'), await writePage('bad.txt', { title: 'No' })],
      { onFile: (result) => told.push(result) },
    );
    expect(told).toHaveLength(2);
    expect(told).toEqual(expect.arrayContaining([...report.imported, ...report.refused]));
  });

  it('uses the given date for every page, and refuses an invalid one', async () => {
    const file = await writePage('a.txt');
    await expect(importPaths([file], { publishedOn: '2026-13-01' })).rejects.toThrow('not a date');
    await expect(importPaths([], { publishedOn: 'soon' })).rejects.toThrow('not a date');
    await importPaths([file], { publishedOn: '2026-01-31' });
    const { comparisons } = await readCatalog(db);
    expect(comparisons.map((comparison) => comparison.published_on)).toEqual(['2026-01-31']);
  });
});

describe('a refused page', () => {
  it('leaves nothing behind, neither tools nor half a comparison', async () => {
    const bad = await writePage('bad.txt', { quotes: ['“One.”'] });
    expect((await importPaths([bad])).refused).toHaveLength(1);
    expect(await readCatalog(db)).toEqual({ tools: [], comparisons: [], sides: [], reviews: [] });
  });
});

describe('a folder', () => {
  it('gives its *.txt files in order, without those in subfolders and hidden ones', async () => {
    await mkdir(join(folder, 'more'));
    for (const name of ['b.txt', 'a.txt', 'c.md', '.d.txt', 'more/e.txt', 'f.txt.bak'])
      await writePage(name, { first: { name: `Tool of ${name}` } });
    const { imported, refused } = await importPaths([`${folder}/`]);
    expect(imported.map(({ file }) => file)).toEqual([
      join(folder, 'a.txt'),
      join(folder, 'b.txt'),
    ]);
    expect(refused).toEqual([]);
  });

  it('without a .txt file is refused', async () => {
    await writePage('page.md');
    expect((await importPaths([folder])).refused).toEqual([
      {
        file: folder,
        line: null,
        reason: 'Found a folder without a .txt file where a page was expected in it.',
      },
    ]);
  });
});

describe('a path that leads to no page', () => {
  const refusalOf = async (path: string) => (await importPaths([path])).refused;

  it('is refused if there is nothing there', async () => {
    const file = join(folder, 'nowhere.txt');
    expect(await refusalOf(file)).toEqual([
      {
        file,
        line: null,
        reason: 'Found nothing at this path where a file or a folder was expected.',
      },
    ]);
  });

  it('is refused if a folder is named .txt', async () => {
    await mkdir(join(folder, 'folder.txt'));
    expect(await refusalOf(folder)).toEqual([
      {
        file: join(folder, 'folder.txt'),
        line: null,
        reason: 'Found a folder where a file with a page was expected.',
      },
    ]);
  });

  it('is refused without waiting if it is a pipe', async () => {
    const pipe = join(folder, 'pipe.txt');
    execFileSync('mkfifo', [pipe]);
    expect((await refusalOf(pipe))[0]!.reason).toBe(
      'Found something that is neither a file nor a folder where a file with a page was expected.',
    );
  });

  it('is refused by its size before it is read', async () => {
    const file = await writePage('large.txt');
    await truncate(file, 2 ** 40);
    expect(await refusalOf(file)).toEqual([
      {
        file,
        line: null,
        reason:
          'The file is 1,099,511,627,776 bytes long where a page of at most 1 MB (1,048,576 bytes) was expected.',
      },
    ]);
  });

  it('is refused with the system’s error code if it cannot be read', async () => {
    const file = join(folder, 'circle.txt');
    await symlink(file, file);
    expect((await refusalOf(file))[0]!.reason).toBe(
      'Found something that cannot be read (ELOOP) where a file with a page was expected.',
    );
    expect(await refusalOf('a\0b')).toMatchObject([{ line: null }]);
  });

  it('may be a link to a page', async () => {
    await symlink(await writePage('a.md'), join(folder, 'link.txt'));
    expect((await importPaths([folder])).imported).toHaveLength(1);
  });
});

describe('many files in one call', () => {
  it('give the same slugs as one after the other would', async () => {
    const taglines = Array.from({ length: 12 }, (_, n) => `Tagline ${n}`);
    for (const [n, tagline] of taglines.entries())
      await writePage(`${n + 10}.txt`, { first: { name: n % 3 ? 'Oar' : 'Oar 2', tagline } });
    const { imported } = await importPaths([folder]);
    expect(imported.map(({ slug }) => slug.replace('-vs-ferry-2', ''))).toEqual([
      'oar-2',
      'oar',
      'oar-3',
      'oar-2-2',
      'oar-4',
      'oar-5',
      'oar-2-3',
      'oar-6',
      'oar-7',
      'oar-2-4',
      'oar-8',
      'oar-9',
    ]);
  });

  it('leave the last version of a page that comes twice', async () => {
    const files = [];
    for (let n = 0; n < 8; n++)
      files.push(await writePage(`${n}.txt`, { first: { price: `$${n}` } }));
    const { imported } = await importPaths(files);
    expect(imported.map(({ outcome }) => outcome)).toEqual(['added', ...Array(7).fill('changed')]);
    expect((await readCatalog(db)).sides[0]!.entry_price).toBe('$7');
  });

  it('end with the error itself if the database fails, not with a refusal', async () => {
    const files = [];
    for (let n = 0; n < 9; n++)
      files.push(await writePage(`${n}.txt`, { first: { name: `Oar${'r'.repeat(n)}` } }));
    await expect(importPaths(files, { newId: () => 'no id' })).rejects.toMatchObject({
      code: '22P02',
    });
  });
});
