import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  type ComparisonFacts,
  findComparison,
  type SideFacts,
} from '../../src/catalog/list-comparisons';
import { importFiles } from '../../src/catalog/pages/import-files';
import { newId } from '../../src/platform/ids';
import { cloneDatabase } from '../helpers/database';
import { firstDay, readCatalog, secondDay } from '../helpers/fixtures/catalog';
import { pageLines, type SideParts } from '../helpers/fixtures/page';

const given = fileURLToPath(new URL('../../../shared/comparisons', import.meta.url));
const db = await cloneDatabase();

it.runIf(existsSync(given))(
  'the given pages go in and come out to the letter, twice, and the second time changes nothing',
  async () => {
    const first = await importFiles(db, { paths: [given], newId, at: firstDay });
    expect(first.refused).toEqual([]);
    expect(first.imported.length).toBeGreaterThan(0);
    await expectToTheLetter(first.imported);
    const before = await readCatalog(db);
    const second = await importFiles(db, { paths: [given], newId, at: secondDay });
    expect(second.imported).toEqual(
      first.imported.map(({ file, slug }) => ({ file, slug, outcome: 'unchanged' })),
    );
    expect(await readCatalog(db)).toEqual(before);
    await expectToTheLetter(second.imported);
  },
);

async function expectToTheLetter(imported: { file: string; slug: string }[]): Promise<void> {
  for (const { file, slug } of imported) {
    const page = (await readFile(file, 'utf8')).trimEnd();
    expect(writePage((await findComparison(db, slug))!)).toBe(page);
  }
}

function writePage({ sides }: ComparisonFacts): string {
  const [first, second] = sides.map(toParts);
  const quotes = [0, 1, 2, 3].flatMap((seat) =>
    sides.map((side) => `“${side.reviews[seat]!.quote}”`),
  );
  return pageLines({ first, second, quotes }).join('\n');
}

function toParts(side: SideFacts): SideParts {
  return {
    category: side.category,
    name: side.tool.name,
    tagline: side.tool.tagline,
    panel: `${side.panel_ship}%`,
    community: side.printed_community === null ? '—' : `${side.printed_community}%`,
    price: side.entry_price,
    description: side.description,
  };
}
