import { inDigits, readersInWords, votesInWords } from '../../../emails/words';
import type { BallotTotals } from '../../votes/ballots/results';

export const SHARE = {
  none: 'No reader has voted on this tool yet.',
  belowFloor: (floor: number) => `so far. We show a percentage once there are ${floor} votes.`,
  shareOf: 'community ship',
  basis: (votes: number) => `Based on ${votesInWords(votes)}: each reader’s latest on this tool.`,
};

/** The figures of one tool in one issue. */
export const FIGURES = {
  sent: 'When the issue went out',
  closed: 'When voting closed',
  today: 'Today',
  held: 'Held',
  uncounted: 'Not counted yet',
  pending: 'No result yet.',
  tooClose: 'Too close to call.',
};

/** "58% when we sent it, 64% today". */
export function thenAndNow(
  { percent, was }: { percent: number; was: 'sent' | 'closed' },
  today: number,
): string {
  return `${percent}% when ${was === 'sent' ? 'we sent it' : 'voting closed'}, ${today}% today`;
}

export const RESULT = {
  title: (issue: number) => `What readers said about issue ${issue}`,
  description: (issue: number) =>
    `The votes on issue ${issue}, tool by tool, alongside the panel’s verdicts.`,
  open: 'Voting is open until the next issue goes out, or for 14 days at most. The result will appear in that issue and on this page.',
  closed:
    'Voting has closed. We’re checking the votes, and the result will appear here within minutes.',
  readIssue: (issue: number) => `Read issue ${issue}`,
};

/** "We counted 530 votes from 212 readers." */
export function sumInWords({ voters, counted }: BallotTotals): string {
  return `We counted ${votesInWords(counted)} from ${readersInWords(voters)}.`;
}

/** What the result leaves out, and that it is final. */
export function leftOutInWords({ held, late }: BallotTotals): string {
  return [heldInWords(held), lateInWords(late), 'This result is final; today’s figures can change.']
    .filter(Boolean)
    .join(' ');
}

function heldInWords(held: number): string {
  if (held === 0) return 'No votes are held.';
  return held === 1
    ? '1 more vote is held and not counted.'
    : `${inDigits(held)} more votes are held and not counted.`;
}

function lateInWords(late: number): string {
  if (late === 0) return '';
  const them = late === 1 ? 'it doesn’t' : 'they don’t';
  return `${votesInWords(late)} came from readers who joined after the issue was released, so ${them} count.`;
}
