import type { Command } from 'commander';
import { importFiles } from '../../catalog/pages/import-files';
import { pinComparison } from '../../catalog/pin';
import { setVerdict } from '../../catalog/set-verdict';
import { readSettings } from '../../platform/settings/settings';
import { type ExportedComparison, exportComparisons } from '../../statistics/export-comparisons';
import { recountVotes } from '../../votes/recount';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readDay } from '../times';
import { pagesInWords, withoutNotes } from './page-words';

export function addCatalogCommands(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('import comparison pages, each as a whole or not at all')
    .argument('<file-or-folder...>', 'page texts, or folders of them (*.txt)')
    .option('--published <day>', 'the day they were published, as YYYY-MM-DD')
    .option('--json', 'print one JSON document')
    .action((paths: string[], options: AnswerOptions & { published?: string }) =>
      answer(terminal, options, async ({ db, newId, now }) => {
        const { published } = options;
        const publishedOn = published === undefined ? undefined : readDay(published);
        const result = await importFiles(db, { paths, publishedOn, newId, at: now() });
        return {
          json: withoutNotes(result),
          words: (style) => pagesInWords(result, style),
          refused: result.refused.length > 0,
        };
      }),
    );

  program
    .command('export')
    .description('print what is in the catalog')
    .command('comparisons')
    .description('print every comparison word for word, with our own count of readers’ votes')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const { floor } = await readSettings(db);
        const comparisons: ExportedComparison[] = [];
        for await (const comparison of exportComparisons(db, { floor }))
          comparisons.push(comparison);
        const lines = comparisons.map(({ slug, published_on }) => `${published_on}  ${slug}`);
        return {
          json: { comparisons },
          words: lines.join('\n') || 'There are no comparisons in the catalog.',
        };
      }),
    );

  program
    .command('seat')
    .description('set a panel seat’s verdict on a tool where the page does not give one')
    .argument('<comparison>', 'its slug')
    .argument('<tool>', 'its slug')
    .argument('<seat>', 'builder, skeptic, futurist or guest')
    .argument('<verdict>', 'ship or skip, or unknown to take it back')
    .option('--json', 'print one JSON document')
    .action((comparison, tool, seat, verdict, options: AnswerOptions) =>
      answer(terminal, options, async ({ db, now }) => {
        await setVerdict(db, { comparison, tool, seat, verdict, at: now() });
        const words = `${comparison}: the ${seat}’s verdict on ${tool} is ${verdict}.`;
        return { json: { comparison, tool, seat, verdict }, words };
      }),
    );

  for (const [name, pinned] of [
    ['pin', true],
    ['unpin', false],
  ] as const) {
    program
      .command(name)
      .description(pinned ? 'pick a comparison first next time' : 'remove a pin')
      .argument('<comparison>', 'its slug')
      .option('--json', 'print one JSON document')
      .action((slug: string, options: AnswerOptions) =>
        answer(terminal, options, async ({ db, now }) => {
          await pinComparison(db, { slug, pinned, at: now() });
          return {
            json: { comparison: slug, pinned },
            words: `${slug} is ${pinned ? 'pinned' : 'no longer pinned'}.`,
          };
        }),
      );
  }

  program
    .command('recount')
    .description('recount every vote from the casts; the numbers must stay the same')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        await recountVotes(db);
        return {
          json: { recounted: true },
          words: 'Every vote has been recounted from the casts.',
        };
      }),
    );
}
