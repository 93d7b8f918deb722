import type { HistoryRow, Issue } from '../../issues/find';
import type { PickRow } from '../../selection/list-picks';
import type { WeekWithoutIssue } from '../../selection/weeks-without-issue';
import type { Style } from '../style';
import type { IssueView } from './issue-view';
import { sizeInWords } from './size-words';
import { paintState } from './state-words';

export function issueInWords(view: IssueView, style: Style): string {
  const heading = (text: string) => style.paint('bold', text);
  const section = (title: string, picks: PickRow[]) =>
    picks.length > 0 ? [heading(title), ...picks.map(pickLines)] : [];
  return [
    issueLine(view, style).trim(),
    ...endLines(view, style),
    `Preheader: ${view.preheader}`,
    ...(view.intro ? ['Intro:', indent(view.intro)] : []),
    ...(view.size ? [sizeInWords(view.size)] : []),
    heading('Entries:'),
    ...entryLines(view),
    ...section('Why they were picked:', view.picks),
    ...section('Near misses:', view.near_misses),
    heading('History:'),
    ...view.history.map((row) => historyLine(row, style)),
  ].join('\n');
}

/** The latest issues, and the weeks that have none with the reason, newest first. */
export function issuesInWords(
  issues: Issue[],
  { weeks, at }: { weeks: WeekWithoutIssue[]; at: Date },
  style: Style,
): string {
  const lines = [
    ...issues.map((issue) => ({
      week: issue.week,
      line: issueLine(issue, style) + hourPassed(issue, at),
    })),
    ...weeks.map(({ week, reason }) => ({
      week,
      line: `   –  ${'no issue'.padEnd(9)}  ${reason}`,
    })),
  ];
  // The sort is stable, so lines of one week keep their order.
  const sorted = lines.toSorted((a, b) => b.week.localeCompare(a.week));
  return sorted.map(({ line }) => line).join('\n') || NOTHING_YET;
}

const NOTHING_YET = 'There are no issues yet. Open one with: verdicts job open-week';

export function editInWords(
  { number, size, ...view }: IssueView,
  changed: ('subject' | 'preheader' | 'intro')[],
): string {
  const lines = changed.map((name) =>
    name === 'intro' ? `Intro:\n${indent(view.intro)}` : `${capital(name)}: ${view[name]}`,
  );
  return [`Issue ${number} has been changed.`, ...lines, ...(size ? [sizeInWords(size)] : [])].join(
    '\n',
  );
}

export function entriesInWords(view: IssueView): string {
  const { number, size } = view;
  const lines = entryLines(view);
  return [`The entries of issue ${number}:`, ...lines, ...(size ? [sizeInWords(size)] : [])].join(
    '\n',
  );
}

/** An issue's state after a command, and the moves that led there. */
export function movesInWords(
  { number, state, ...view }: IssueView,
  { since, next }: { since: number; next?: string },
  style: Style,
): string {
  return [
    `Issue ${number} is ${paintState(state, style)}.`,
    ...view.history.slice(since).map((row) => historyLine(row, style)),
    ...(next ? [next] : []),
  ].join('\n');
}

export function archivedInWords({ number, archived_at }: IssueView): string {
  return archived_at
    ? `Issue ${number} is in the archive, where everybody can read it.`
    : `Issue ${number} is no longer in the archive.`;
}

export function redraftedInWords({ number, week }: IssueView, old: number): string {
  return `Issue ${number} is a new draft for the week of ${week}, with the content of issue ${old}. To read it: verdicts issue show ${number}`;
}

function issueLine(issue: Omit<Issue, 'id'>, style: Style): string {
  const { number, state, subject, send_at, proposed_at } = issue;
  const when = send_at ? sendWords(issue, style.at(send_at)) : `due ${style.at(proposed_at)}`;
  const stands = paintState(state, style, 9);
  return `${String(number).padStart(4)}  ${stands}  ${style.paint('bold', subject)}  (${when})`;
}

function sendWords({ state }: Pick<Issue, 'state'>, time: string): string {
  if (state === 'cancelled') return `was due ${time}`;
  return state === 'released' ? `goes out ${time}` : `went out ${time}`;
}

function hourPassed({ state, proposed_at }: Issue, at: Date): string {
  const isMissed = state === 'draft' && proposed_at <= at;
  return isMissed ? '  Its hour has passed: nobody gets it until it is released.' : '';
}

function endLines({ number, voided_at, archived_at }: IssueView, style: Style): string[] {
  if (archived_at) return [`In the archive since ${style.at(archived_at)}.`];
  if (!voided_at) return [];
  return [
    'Nobody received it: its week and its comparisons are free again. ' +
      `To make a new draft of it: \`verdicts issue redraft ${number} --by …\``,
  ];
}

function entryLines({ entries }: Pick<IssueView, 'entries'>): string[] {
  return entries.map(({ position, slug }) => `  ${position}. ${slug}`);
}

function pickLines({ slug, reason }: PickRow): string {
  return `  ${slug}\n    ${reason}`;
}

function historyLine({ at, actor, from_state, to_state, reason }: HistoryRow, style: Style) {
  const move = from_state ? `${from_state} → ${to_state}` : to_state;
  const why = reason ? `: ${reason}` : '';
  return `  ${style.paint('dim', style.at(at))}  ${move}, by ${actor}${why}`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
