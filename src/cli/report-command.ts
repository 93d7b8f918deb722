import type { Command } from 'commander';
import { Refusal } from '../platform/refusal';
import { type Report, readReport } from '../statistics/report';
import { type AnswerOptions, answer, type Terminal } from './answer';

export function addReportCommand(program: Command, terminal: Terminal): void {
  program
    .command('report')
    .description('what happened to an issue; every number says what it counts')
    .requiredOption('--issue <n>', 'the issue’s number')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions & { issue: string }) =>
      answer(terminal, options, async ({ db }) => {
        if (!/^[1-9]\d{0,8}$/.test(options.issue)) {
          throw new Refusal('invalid', `"${options.issue.slice(0, 40)}" is not an issue’s number.`);
        }
        const report = await readReport(db, { number: Number(options.issue) });
        return { json: report, words: reportInWords(report) };
      }),
    );
}

/** The report as a few lines; what is not measured yet is left out. */
export function reportInWords({
  issue,
  state,
  audience,
  opens,
  clicks,
  votes,
  unsubscribed,
}: Report): string {
  const { total, accepted, suppressed, refused, unknown, waiting, reasons } = audience;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  return [
    `Issue ${issue} is ${state}.`,
    `Audience: ${total} = ${accepted} accepted + ${suppressed} suppressed + ${refused} refused + ${unknown} unknown + ${waiting} waiting${why.length > 0 ? ` (${why.join(', ')})` : ''}`,
    `Opens: ${opens.unsure} of ${opens.of_consenting} mails with a pixel, people and machines not yet told apart`,
    `Clicks: ${clicks.unsure} of ${accepted} accepted mails, people and machines not yet told apart`,
    `Votes: ${votes.counted} counted, one a reader and tool`,
    `Unsubscribed by this issue’s links: ${unsubscribed}`,
  ].join('\n');
}
