import { isolate } from './isolate';
import type { CardContent, Choice, Community, LastResult } from './props';

/** Headings, labels and links of issues and transactional mails. */
export const LABELS = {
  allIssues: 'All issues',
  lastWeek: 'Last week’s result',
  tooClose: 'Too close to call',
  panelShip: 'panel ship',
  panel: 'Panel',
  community: 'Community',
  entryPrice: 'Entry price',
  unsubscribe: 'Unsubscribe',
  preferences: 'Manage preferences',
  inBrowser: 'View in browser',
  onTheWeb: 'On the web',
  orOpen: 'Or open this address: ',
  neverAgain: 'Never email this address again',
};

export function issueInWords(number: number): string {
  return `Issue ${number}`;
}

/** "Cursor 1.0 vs Devin 2". */
export function comparisonInWords({ sides: [first, second] }: CardContent): string {
  return `${isolate(first.tool.name)} vs ${isolate(second.tool.name)}`;
}

/** "Developer Tools", or "Developer Tools · Design" if the sides differ. */
export function categoryInWords({ sides: [first, second] }: CardContent): string {
  return first.category === second.category
    ? first.category
    : `${first.category} · ${second.category}`;
}

/** "64% of 53 votes"; below the floor "7 votes"; "—" while nobody has voted. */
export function communityInWords({ ship, skip, percent }: Community): string {
  const votes = ship + skip;
  if (votes === 0) return '—';
  const count = votesInWords(votes);
  return percent === null ? count : `${percent}% of ${count}`;
}

export function votesInWords(votes: number): string {
  return votes === 1 ? '1 vote' : `${inDigits(votes)} votes`;
}

export function readersInWords(readers: number): string {
  return readers === 1 ? '1 reader' : `${inDigits(readers)} readers`;
}

/** "1,204". */
export function inDigits(count: number): string {
  return count.toLocaleString('en');
}

/** "62% ship"; below the floor "7 votes", "No votes". */
export function shareInWords({ ship, skip, percent }: Community): string {
  if (percent !== null) return shipInWords(percent);
  return ship + skip === 0 ? 'No votes' : votesInWords(ship + skip);
}

export function shipInWords(percent: number): string {
  return `${percent}% ship`;
}

/** A reader's own vote: "You said Skip; so did 38%.", or "You said Ship, one of 7 votes." */
export function ownVoteInWords(choice: Choice, { ship, skip, percent }: Community): string {
  const said = choice === 'ship' ? 'You said Ship' : 'You said Skip';
  if (ship + skip === 1) return `${said}, the only vote.`;
  if (percent === null) return `${said}, one of ${votesInWords(ship + skip)}.`;
  return `${said}; so did ${choice === 'ship' ? percent : 100 - percent}%.`;
}

/** "212 readers voted on issue 12. Percentages count the votes on each tool." */
export function ballotInWords({ issue, voters }: Pick<LastResult, 'issue' | 'voters'>): string {
  return `${readersInWords(voters)} voted on issue ${issue}. Percentages count the votes on each tool.`;
}

export function lastWeekLinkInWords({ issue }: Pick<LastResult, 'issue'>): string {
  return `See all results for issue ${issue} and how votes are counted`;
}

export function comparisonLinkInWords(content: CardContent): string {
  return `Read the full comparison: ${comparisonInWords(content)}`;
}

export function voteButtonInWords(choice: Choice, tool: string): string {
  return `${choice === 'ship' ? 'Ship' : 'Skip'} ${tool}`;
}

/** Why a reader has this mail; in the archive, what the page is. */
export function reasonInWords(newsletter: string, number: number, personal: boolean): string {
  return personal
    ? `You’re receiving this because you subscribed to ${newsletter}.`
    : `This is issue ${number} as it was sent, without readers’ personal links.`;
}
