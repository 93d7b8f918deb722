import type { Command } from 'commander';
import { readReport } from '../statistics/report';
import { reportInWords } from '../statistics/report-in-words';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readNumber } from './arguments';

export function addReportCommand(program: Command, terminal: Terminal): void {
  program
    .command('report')
    .description('what happened to an issue; every number says what it counts')
    .requiredOption('--issue <n>', 'the issue’s number')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions & { issue: string }) =>
      answer(terminal, options, async ({ db }) => {
        const report = await readReport(db, { number: readNumber(options.issue) });
        return { json: report, words: reportInWords(report) };
      }),
    );
}
