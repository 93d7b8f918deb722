import type { Command } from 'commander';
import { readReport } from '../../statistics/report';
import { reportInWords } from '../../statistics/report-in-words';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readNumber } from '../arguments';

/** `report N`, or `report --issue N`. */
export function addReportCommand(program: Command, terminal: Terminal): void {
  program
    .command('report')
    .description('report what became of an issue; every number says what it counts')
    .argument('[n]', 'the issue’s number')
    .option('--issue <n>', 'the same, as an option')
    .option('--json', 'print one JSON document')
    .action(
      (n: string | undefined, options: AnswerOptions & { issue?: string }, command: Command) => {
        const given = n ?? options.issue;
        if (given === undefined) command.error("error: missing required argument 'n'");
        if (n !== undefined && options.issue !== undefined && n !== options.issue)
          command.error('error: name one issue, either as an argument or with --issue');
        return answer(terminal, options, async ({ db }) => {
          const report = await readReport(db, { number: readNumber(given) });
          return { json: report, words: reportInWords(report) };
        });
      },
    );
}
