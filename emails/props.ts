/** What the templates take. Plain data: `issues/` stores these shapes, `sending/` fills in the links. */

export type Choice = 'ship' | 'skip';
export type Verdict = Choice | 'unknown';
export type Seat = 'builder' | 'skeptic' | 'futurist' | 'guest';

/** Our own count; `percent` (share of ship, 0 to 100, whole) is null below the floor of votes. */
export interface Community {
  ship: number;
  skip: number;
  percent: number | null;
}

/** One tool in a comparison, as frozen at release. */
export interface CardSide {
  tool: { id: string; slug: string; name: string };
  tagline: string;
  category: string;
  entry_price: string;
  /** 0 to 100, as the page printed it. */
  panel_ship: number;
  /** The four seats in their order; `unknown` where no editor has said. */
  seats: { seat: Seat; verdict: Verdict }[];
  community: Community;
  /** At most about 220 characters, cut at the end of a sentence. */
  excerpt: { seat: Seat; verdict: Verdict; text: string };
}

/** One verdict card, as frozen at release. */
export interface CardContent {
  comparison: { id: string; slug: string };
  sides: [CardSide, CardSide];
}

/** Where a card's links lead: one vote link a tool and choice, and the comparison's page. */
export interface CardLinks {
  comparison: string;
  /** In the order of the card's sides. */
  votes: [{ ship: string; skip: string }, { ship: string; skip: string }];
}

export interface Card extends CardContent {
  links: CardLinks;
}

/** A run of the intro's text; `href` is set for links. */
export interface Run {
  text: string;
  strong?: boolean;
  emphasis?: boolean;
  code?: boolean;
  href?: string;
}

/** The intro, parsed from Markdown. */
export type IntroBlock =
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'heading'; runs: Run[] }
  | { kind: 'list'; ordered: boolean; items: Run[][] };

/** What a ballot came to on one tool, as an issue brings it back. */
export interface ReturnedTool {
  /** Which of the ballot's tools it is, from 0; a tool may stand in two comparisons. */
  place: number;
  name: string;
  community: Community;
  /** Whether the votes are too few to tell which side leads. */
  too_close: boolean;
  /** 0 to 100, as the issue printed it. */
  panel_ship: number;
}

/** Stand before what is said to who said ship, before what is said to who said skip, and after both. */
export interface SaidMarks {
  ship: string;
  skip: string;
  end: string;
}

/** An earlier issue's result, as this one begins with it. */
export interface LastResult {
  issue: number;
  /** Readers with a vote that counts. */
  voters: number;
  comparisons: [ReturnedTool, ReturnedTool][];
  url: string;
  /** By a tool's place; null where nobody in particular reads. */
  saidMarks: ((place: number) => SaidMarks) | null;
}

export interface WeeklyIssueProps {
  newsletter: string;
  number: number;
  /** Such as "24 November 2026". */
  date: string;
  subject: string;
  preheader: string;
  /** Null where no result is to be brought back. */
  lastResult: LastResult | null;
  intro: IntroBlock[];
  cards: Card[];
  postalAddress: string;
  homeUrl: string;
  /** The token-free page of this issue. */
  archiveUrl: string;
  /** Null in the archive, where nobody in particular reads. */
  unsubscribeUrl: string | null;
  /** Null in the archive too. */
  preferencesUrl: string | null;
  /** Stands before each card and after the last, so that cards can change places; null elsewhere. */
  cardMark: string | null;
  /** Markup that stands for the pixel's place in a reader's mail; null in the archive. */
  pixelSlot: string | null;
}

/** A mail to one person outside any issue. Every text is ours: none is a visitor's. */
export interface LetterProps {
  newsletter: string;
  subject: string;
  heading: string;
  /** Paragraphs before and after the button. */
  before: string[];
  action: { text: string; url: string } | null;
  after: string[];
  /** Why the person has this mail. */
  reason: string;
  /** Stops everything; only in mails to readers that are more than an answer to them. */
  unsubscribeUrlOf?: string;
  /** Stops all mail to an address that somebody typed in; only in mails that ask it to confirm. */
  neverUrl?: string;
  postalAddress: string;
}
