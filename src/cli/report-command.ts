import type { Command } from 'commander';
import { type Report, readReport } from '../statistics/report';
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

/** The report as a few lines. */
export function reportInWords({
  issue,
  state,
  audience,
  opens,
  clicks,
  votes,
  ...report
}: Report): string {
  const { total, accepted, suppressed, refused, unknown, waiting, reasons } = audience;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  return [
    `Issue ${issue} is ${state}.`,
    `Audience: ${total} = ${accepted} accepted + ${suppressed} suppressed + ${refused} refused + ${unknown} unknown + ${waiting} waiting${why.length > 0 ? ` (${why.join(', ')})` : ''}`,
    `Of the accepted, Resend has told us so far: ${report.delivered} delivered, ${report.bounced} bounced, ${report.complained} complained`,
    `Opens: ${classesInWords(opens)}, of ${opens.of_consenting} mails with a pixel`,
    `Clicks: ${classesInWords(clicks)}, of ${accepted} accepted mails`,
    `Votes: ${votes.counted} counted, ${votes.provisional} provisional, ${votes.held} held; one a reader and tool`,
    `Unsubscribed by this issue’s links: ${report.unsubscribed}`,
  ].join('\n');
}

function classesInWords({ person, unsure, machine }: Report['clicks']): string {
  return `${person} by people, ${unsure} unsure, ${machine} by machines`;
}
