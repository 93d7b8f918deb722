/** Plain data: `issues/` stores these shapes, `rendering/` fills in the links. */

export type Choice = 'ship' | 'skip';
export type Verdict = Choice | 'unknown';
export type Seat = 'builder' | 'skeptic' | 'futurist' | 'guest';

/** Our own count; `percent`, ship's share from 0 to 100, is null below the floor of votes. */
export interface Community {
  ship: number;
  skip: number;
  percent: number | null;
}

/** As frozen at release. */
export interface CardSide {
  tool: { id: string; slug: string; name: string };
  tagline: string;
  category: string;
  entry_price: string;
  /** 0 to 100, as the page printed it. */
  panel_ship: number;
  /** The four seats in their order; `unknown` unless an editor has said. */
  seats: { seat: Seat; verdict: Verdict }[];
  community: Community;
  /** At most about 220 characters, cut at the end of a sentence. */
  excerpt: { seat: Seat; verdict: Verdict; text: string };
}

/** As frozen at release. */
export interface CardContent {
  comparison: { id: string; slug: string };
  sides: [CardSide, CardSide];
}

export interface CardLinks {
  comparison: string;
  /** In the order of the card's sides. */
  votes: [{ ship: string; skip: string }, { ship: string; skip: string }];
}

export interface Card extends CardContent {
  links: CardLinks;
}

export interface Run {
  text: string;
  strong?: boolean;
  emphasis?: boolean;
  code?: boolean;
  href?: string;
}

/** Parsed from Markdown. */
export type IntroBlock =
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'heading'; runs: Run[] }
  | { kind: 'list'; ordered: boolean; items: Run[][] };

/** A tool's result, as an issue brings it back. */
export interface ReturnedTool {
  /** Its index among the ballot's tools; a tool may be in two comparisons. */
  place: number;
  name: string;
  community: Community;
  too_close: boolean;
  /** 0 to 100, as the issue printed it. */
  panel_ship: number;
}

/** Before the words for ship voters, before those for skip voters, and after both. */
export interface OwnVoteMarks {
  ship: string;
  skip: string;
  end: string;
}

export interface LastResult {
  issue: number;
  /** With a vote that counts. */
  voters: number;
  comparisons: [ReturnedTool, ReturnedTool][];
  url: string;
  /** By a tool's place; null without a particular reader. */
  ownVoteMarks: ((place: number) => OwnVoteMarks) | null;
}

export interface WeeklyIssueProps {
  newsletter: string;
  number: number;
  /** "24 November 2026" */
  date: string;
  subject: string;
  preheader: string;
  lastResult: LastResult | null;
  intro: IntroBlock[];
  cards: Card[];
  postalAddress: string;
  homeUrl: string;
  /** This issue's page without tokens. */
  archiveUrl: string;
  /** Null in the archive, as are the next ones. */
  unsubscribeUrl: string | null;
  preferencesUrl: string | null;
  /** Before each card and after the last, so that cards can change places; null elsewhere. */
  cardMark: string | null;
  /** Markup in the pixel's place; null in the archive. */
  pixelSlot: string | null;
}

/** Outside any issue. Every text is ours: none is a visitor's. */
export interface TransactionalMailProps {
  newsletter: string;
  subject: string;
  heading: string;
  /** Paragraphs before and after the button. */
  before: string[];
  action: { text: string; url: string } | null;
  after: string[];
  /** Why the person has this mail. */
  reason: string;
  /** Stops everything; only in mails to readers that aren't an answer to them. */
  unsubscribeUrlOf?: string;
  /** Stops all mail to a typed address; only in mails that ask it to confirm. */
  suppressionUrl?: string;
  postalAddress: string;
}
