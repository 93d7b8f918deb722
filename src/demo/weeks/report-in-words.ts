import type { Report } from '../../statistics/report';
import { reportInWords } from '../../statistics/report-in-words';
import type { DemoReport } from './report';
import type { IssueTruth } from './truth';

/** What was picked and why, then by issue what was counted, next to the truth. */
export function demoReportInWords({ picks, reports, truth }: DemoReport): string {
  const issues = reports.flatMap((report, index) => [
    '',
    `Picked for issue ${report.issue}, and why:`,
    ...picks
      .filter(({ issue }) => issue === report.issue)
      .map(({ rank, slug, reason }) => `  ${rank}. ${slug}\n     ${reason}`),
    '',
    reportInWords(report),
    '',
    ...withTruth(report, truth[index]!),
  ]);
  return issues.join('\n');
}

type Line = [what: string, counted: number | null, inTruth: number | null];

function withTruth({ opens, clicks, votes }: Report, truth: IssueTruth): string[] {
  const lines: Line[] = [
    ['opens by people', opens.person, truth.opens.person],
    ['opens, unsure whose', opens.unsure, null],
    ['opens by machines', opens.machine, truth.opens.machine],
    ['opens hidden by Apple’s prefetch', null, truth.opens.unseen],
    ['clicks by people', clicks.person, truth.clicks.person],
    ['clicks, unsure whose', clicks.unsure, null],
    ['clicks by machines', clicks.machine, truth.clicks.machine],
    ['votes counted / cast by people', votes.counted, truth.votes.person],
    ['votes still provisional', votes.provisional, null],
    ['votes held / cast by machines only', votes.held, truth.votes.machine],
  ];
  return [
    row('', 'counted', 'actual'),
    ...lines.map(([what, counted, inTruth]) => row(what, figure(counted), figure(inTruth))),
    `People: ${patternsInWords(truth.people)}`,
    `Machines: ${patternsInWords(truth.machines)}`,
  ];
}

function row(what: string, counted: string, inTruth: string): string {
  return `  ${what.padEnd(50)}${counted.padStart(9)}${inTruth.padStart(10)}`;
}

function figure(number: number | null): string {
  return number === null ? '–' : String(number);
}

function patternsInWords(patterns: Record<string, number>): string {
  const counts = Object.values(patterns);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const each = Object.entries(patterns).map(([pattern, count]) => `${count} ${pattern}`);
  return `${total} (${each.join(', ')})`;
}
