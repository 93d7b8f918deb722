import type { Seat, Verdict } from '../../../emails/props';
import { NO_PUBLIC_ISSUE } from '../../issues/refusal-words';

export const HOME = {
  description:
    'One email a week: new AI tools compared in pairs, judged by a panel of four and by you.',
  title: 'Which one should you ship with?',
  lead: 'New AI tools ship every day. Once a week, we compare the ones that matter in pairs, show what a panel of four makes of them, and ask you: ship or skip?',
  latest: 'Latest issues',
  noneTitle: 'The first issue is on its way',
  none: 'It will appear here once it has gone out.',
  stepsTitle: 'How it works',
};

/** How a verdict is made, step by step. */
export function steps(floor: number): { title: string; says: string }[] {
  return [
    {
      title: 'Four panelists judge both tools',
      says: 'A Builder, a Skeptic, a Futurist and a guest each say ship or skip. When we don’t know who said what, we tell you.',
    },
    {
      title: 'You say ship or skip',
      says: 'Every tool in the email has two buttons. The page they open records your choice and says so; without JavaScript, it asks you to press a button. You can change your vote while voting is open.',
    },
    {
      title: 'We show how we count',
      says: `One reader, one vote per tool. Below ${floor} votes, you see how many there are but no percentage.`,
    },
  ];
}

export const ISSUES = {
  title: 'All issues',
  lead: 'Every issue as readers received it, newest first.',
  none: 'No issue has gone out yet.',
  seeAll: 'See all issues',
  older: 'Older issues',
  results: 'What readers said',
  missing: NO_PUBLIC_ISSUE,
};

export const COMPARISON = {
  description: (title: string) =>
    `${title}: which one should you ship with? Panel verdicts and the community’s vote.`,
  question: 'Which one should you ship with?',
  published: 'Published',
  inIssues: 'In our issues',
  tooFew: 'Not enough votes for a percentage yet',
  seats: 'Seat by seat',
  missing: 'There’s no such comparison.',
  panelShip: 'Panel ship',
  community: 'Community',
};

/** What “Panel ship” and “Community” mean; each follows its name. */
export const PANEL_MEANS = 'is the percentage published by the panel of four.';
export function communityMeans(floor: number): string {
  return `is the percentage of readers who say ship, counting each reader’s latest vote on the tool. Below ${floor} votes, we show only how many there are. Readers vote with the buttons in their own email.`;
}

export const LENS: Record<Seat, string> = {
  builder: 'How is it made, and is it good to build with?',
  skeptic: 'Who else does this, where does it break, and what could end it?',
  futurist: 'What future does it bet on?',
  guest: 'What does it change for someone in a different job?',
};

export const VERDICT: Record<Verdict, string> = {
  ship: 'Ship',
  skip: 'Skip',
  unknown: 'Not disclosed',
};

export const TOOL = {
  eyebrow: 'What readers say',
  description: (tool: string) =>
    `${tool}: what readers say about it today, and what they said in each issue.`,
  noIssue: 'No issue with this tool has gone out yet.',
  comparisons: 'Comparisons',
  missing: 'There’s no such tool.',
};
