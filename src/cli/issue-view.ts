import { listEntries } from '../issues/entries';
import { getIssue, type HistoryRow, type Issue, listHistory } from '../issues/find';
import type { Database } from '../platform/database';
import { listPicks, type PickRow } from '../selection/list-picks';
import { sizeInWords, type ToldSize } from './issue-size';

export interface IssueView extends Omit<Issue, 'id'> {
  entries: { position: number; slug: string }[];
  picks: PickRow[];
  near_misses: PickRow[];
  history: HistoryRow[];
  size?: ToldSize;
}

export async function readIssueView(db: Database, number: number): Promise<IssueView> {
  const { id, ...issue } = await getIssue(db, number);
  const entries = await listEntries(db, id);
  const picks = await listPicks(db, id);
  return {
    ...issue,
    entries: entries.map(({ position, slug }) => ({ position, slug })),
    picks: picks.filter((pick) => pick.picked),
    near_misses: picks.filter((pick) => !pick.picked),
    history: await listHistory(db, id),
  };
}

export function issueLine({
  number,
  state,
  subject,
  send_at,
  proposed_at,
}: Omit<Issue, 'id'>): string {
  const when = send_at
    ? `goes out ${send_at.toISOString()}`
    : `proposed for ${proposed_at.toISOString()}`;
  return `${String(number).padStart(4)}  ${state.padEnd(9)}  ${subject}  (${when})`;
}

export function issueInWords(view: IssueView): string {
  return [
    issueLine(view).trim(),
    ...endLines(view),
    `Preheader: ${view.preheader}`,
    ...(view.intro ? ['Intro:', indent(view.intro)] : []),
    ...(view.size ? [sizeInWords(view.size)] : []),
    'Entries:',
    ...view.entries.map(({ position, slug }) => `  ${position}. ${slug}`),
    ...section('Why they were picked:', view.picks),
    ...section('Near misses:', view.near_misses),
    'History:',
    ...view.history.map(historyLine),
  ].join('\n');
}

function endLines({ number, voided_at, archived_at }: IssueView): string[] {
  if (archived_at) return [`In the archive since ${archived_at.toISOString()}.`];
  if (!voided_at) return [];
  return [
    'Nobody got it: its week and its comparisons are free again. ' +
      `\`verdicts issue redraft ${number}\` makes a new draft of it.`,
  ];
}

function section(title: string, picks: PickRow[]): string[] {
  return picks.length > 0
    ? [title, ...picks.map(({ slug, reason }) => `  ${slug}\n    ${reason}`)]
    : [];
}

function historyLine({ at, actor, from_state, to_state, reason }: HistoryRow): string {
  const move = from_state ? `${from_state} → ${to_state}` : to_state;
  return `  ${at.toISOString()}  ${move} by ${actor}${reason ? `: ${reason}` : ''}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
