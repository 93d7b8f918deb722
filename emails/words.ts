import { isolate } from './isolate';
import type { CardContent, CardSide, Choice, Community, LastResult, Seat, Verdict } from './props';

const SEATS: Record<Seat, string> = {
  builder: 'Builder',
  skeptic: 'Skeptic',
  futurist: 'Futurist',
  guest: 'Guest',
};

export function seatInWords(seat: Seat): string {
  return SEATS[seat];
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
  return votes === 1 ? '1 vote' : `${votes} votes`;
}

/** "62% ship"; below the floor "7 votes", "No votes". */
export function shareInWords({ ship, skip, percent }: Community): string {
  if (percent !== null) return `${percent}% ship`;
  return ship + skip === 0 ? 'No votes' : votesInWords(ship + skip);
}

/** A reader's own vote: "You said Skip; so did 38%.", or "You said Ship, one of 7 votes." */
export function saidInWords(choice: Choice, { ship, skip, percent }: Community): string {
  const said = choice === 'ship' ? 'You said Ship' : 'You said Skip';
  if (ship + skip === 1) return `${said}: the only vote.`;
  if (percent === null) return `${said}, one of ${votesInWords(ship + skip)}.`;
  return `${said}; so did ${choice === 'ship' ? percent : 100 - percent}%.`;
}

/** "212 readers voted on issue 12. Each share is of the votes on that tool." */
export function ballotInWords({ issue, voters }: Pick<LastResult, 'issue' | 'voters'>): string {
  const readers = voters === 1 ? '1 reader' : `${voters} readers`;
  return `${readers} voted on issue ${issue}. Each share is of the votes on that tool.`;
}

/**
 * Who said what, as far as it is known: "3 ship, 1 skip: Skeptic says skip", "All 4 ship",
 * "Skip: 1 of 4 not named" (75%, no seat set), "Skeptic says skip; 3 of 4 not named" (one set).
 */
export function seatsInWords(side: Pick<CardSide, 'seats' | 'panel_ship'>): string {
  const open = side.seats.length - seatsWith(side, 'ship').length - seatsWith(side, 'skip').length;
  if (open === 0) return allSeatsInWords(side);
  if (open === side.seats.length) return noSeatInWords(side);
  return `${joinWords(sayings(side, ['ship', 'skip']), ', ')}; ${unnamed(side, open)}`;
}

function allSeatsInWords(side: Pick<CardSide, 'seats'>): string {
  const ship = seatsWith(side, 'ship').length;
  const skip = seatsWith(side, 'skip').length;
  if (skip === 0) return `All ${ship} ship`;
  if (ship === 0) return `All ${skip} skip`;
  const dissent = ship < skip ? 'ship' : 'skip';
  return `${ship} ship, ${skip} skip: ${joinWords(sayings(side, [dissent]), ', ')}`;
}

/** The printed percentage tells how many dissent only if it is a whole number of seats. */
function noSeatInWords(side: Pick<CardSide, 'seats' | 'panel_ship'>): string {
  const all = side.seats.length;
  const ship = (side.panel_ship * all) / 100;
  if (!Number.isInteger(ship) || ship === 0 || ship === all) return unnamed(side, all);
  return ship < all / 2 ? `Ship: ${unnamed(side, ship)}` : `Skip: ${unnamed(side, all - ship)}`;
}

function unnamed({ seats }: Pick<CardSide, 'seats'>, count: number): string {
  return `${count} of ${seats.length} not named`;
}

/** "Builder and Guest say ship", one saying for each of the verdicts that a seat holds. */
function sayings(side: Pick<CardSide, 'seats'>, verdicts: Verdict[]): string[] {
  return verdicts
    .map((verdict) => ({ verdict, names: seatsWith(side, verdict) }))
    .filter(({ names }) => names.length > 0)
    .map(({ verdict, names }) => `${joinWords(names, ' and ')} ${says(names)} ${verdict}`);
}

function seatsWith({ seats }: Pick<CardSide, 'seats'>, verdict: Verdict): string[] {
  return seats.filter((held) => held.verdict === verdict).map((held) => SEATS[held.seat]);
}

function says(names: string[]): string {
  return names.length === 1 ? 'says' : 'say';
}

function joinWords(words: string[], last: string): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')}${last}${words.at(-1)}`;
}

/** Whose words an excerpt is: "Skeptic says skip", or "Skeptic" while the verdict is unknown. */
export function speakerInWords({ seat, verdict }: CardSide['excerpt']): string {
  return verdict === 'unknown' ? SEATS[seat] : `${SEATS[seat]} says ${verdict}`;
}

/** Why a reader has this mail; in the archive, what the page is. */
export function reasonInWords(newsletter: string, number: number, personal: boolean): string {
  return personal
    ? `You get this because you confirmed that you want ${newsletter} in your inbox.`
    : `This is issue ${number} as it was sent, without any reader’s own links.`;
}
