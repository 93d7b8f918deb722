import type { Command } from 'commander';
import { importFiles } from '../catalog/pages/import-files';
import { pinComparison } from '../catalog/pin';
import { setVerdict } from '../catalog/set-verdict';
import { readSettings } from '../platform/settings/settings';
import { type ExportedComparison, exportComparisons } from '../statistics/export-comparisons';
import { recountVotes } from '../votes/recount';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readDay } from './times';

export function addCatalogCommands(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('take comparison pages in; each is taken whole or not at all')
    .argument('<file-or-folder...>', 'page texts, or folders of *.txt')
    .option('--published <day>', 'when they were published, as YYYY-MM-DD')
    .option('--json', 'one JSON document')
    .action((paths: string[], options: AnswerOptions & { published?: string }) =>
      answer(terminal, options, async ({ db, newId, now }) => {
        const { published } = options;
        const publishedOn = published === undefined ? undefined : readDay(published);
        const result = await importFiles(db, { paths, publishedOn, newId, at: now() });
        return {
          json: importAsJson(result),
          words: importInWords(result),
          refused: result.refused.length > 0,
        };
      }),
    );

  program
    .command('export')
    .description('write what is in the catalog')
    .command('comparisons')
    .description('every comparison, to the letter, with the community’s own count')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const { floor } = await readSettings(db);
        const comparisons: ExportedComparison[] = [];
        for await (const comparison of exportComparisons(db, { floor }))
          comparisons.push(comparison);
        const lines = comparisons.map(({ slug, published_on }) => `${published_on}  ${slug}`);
        return {
          json: { comparisons },
          words: lines.join('\n') || 'No comparison is in the catalog.',
        };
      }),
    );

  program
    .command('seat')
    .description('set what a seat of the panel said of a tool, where the page does not say')
    .argument('<comparison>', 'its slug')
    .argument('<tool>', 'its slug')
    .argument('<seat>', 'builder, skeptic, futurist or guest')
    .argument('<verdict>', 'ship or skip; unknown takes it back')
    .option('--json', 'one JSON document')
    .action((comparison, tool, seat, verdict, options: AnswerOptions) =>
      answer(terminal, options, async ({ db, now }) => {
        await setVerdict(db, { comparison, tool, seat, verdict, at: now() });
        const words = `${comparison}: the ${seat} says ${verdict} of ${tool}.`;
        return { json: { comparison, tool, seat, verdict }, words };
      }),
    );

  for (const [name, pinned] of [
    ['pin', true],
    ['unpin', false],
  ] as const) {
    program
      .command(name)
      .description(pinned ? 'put a comparison first in the next selection' : 'take a pin away')
      .argument('<comparison>', 'its slug')
      .option('--json', 'one JSON document')
      .action((slug: string, options: AnswerOptions) =>
        answer(terminal, options, async ({ db, now }) => {
          await pinComparison(db, { slug, pinned, at: now() });
          return {
            json: { comparison: slug, pinned },
            words: `${slug} is ${pinned ? '' : 'not '}pinned.`,
          };
        }),
      );
  }

  program
    .command('recount')
    .description('count every vote again from the casts; the numbers must come out the same')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        await recountVotes(db);
        return { json: { recounted: true }, words: 'Every vote was counted again from the casts.' };
      }),
    );
}

type Imported = Awaited<ReturnType<typeof importFiles>>;

/** What changed is only told in words; what was cleaned away, here too. */
function importAsJson({ imported, refused }: Imported) {
  return {
    imported: imported.map(({ file, slug, outcome, cleaned }) => ({
      file,
      slug,
      outcome,
      ...(cleaned && { cleaned }),
    })),
    refused,
  };
}

function importInWords({ imported, refused }: Imported): string {
  const taken = imported.map(({ file, slug, outcome, notes = [], cleaned = [] }) =>
    [`${file}: ${slug} ${outcome}`, ...[...notes, ...cleaned].map((note) => `  ${note}`)].join(
      '\n',
    ),
  );
  const not = refused.map(
    ({ file, line, reason }) => `${file}${line ? `:${line}` : ''}: ${reason}`,
  );
  return [...taken, ...not, `${imported.length} taken, ${refused.length} refused.`].join('\n');
}
