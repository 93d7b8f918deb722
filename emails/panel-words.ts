import type { CardSide, Seat, Verdict } from './props';

const SEATS: Record<Seat, string> = {
  builder: 'Builder',
  skeptic: 'Skeptic',
  futurist: 'Futurist',
  guest: 'Guest',
};

export function seatInWords(seat: Seat): string {
  return SEATS[seat];
}

/**
 * Who said what, as far as it is known: "3 ship, 1 skip: Skeptic says skip", "All 4 ship",
 * "3 ship, 1 skip; all anonymous" (75%, no seat set), "Skeptic says skip; 3 of 4 anonymous" (one set).
 */
export function seatsInWords(side: Pick<CardSide, 'seats' | 'panel_ship'>): string {
  const open = side.seats.length - seatsWith(side, 'ship').length - seatsWith(side, 'skip').length;
  if (open === 0) return allSeatsInWords(side);
  if (open === side.seats.length) return noSeatInWords(side);
  return `${joinWords(sayings(side, ['ship', 'skip']), ', ')}; ${anonymous(side, open)}`;
}

function allSeatsInWords(side: Pick<CardSide, 'seats'>): string {
  const ship = seatsWith(side, 'ship').length;
  const skip = seatsWith(side, 'skip').length;
  if (skip === 0) return `All ${ship} ship`;
  if (ship === 0) return `All ${skip} skip`;
  const dissent = ship < skip ? 'ship' : 'skip';
  return `${ship} ship, ${skip} skip: ${joinWords(sayings(side, [dissent]), ', ')}`;
}

/** The printed percentage reveals how many dissent only if it is a whole number of seats. */
function noSeatInWords(side: Pick<CardSide, 'seats' | 'panel_ship'>): string {
  const all = side.seats.length;
  const ship = (side.panel_ship * all) / 100;
  if (!Number.isInteger(ship) || ship === 0 || ship === all) return `All ${all} anonymous`;
  return `${ship} ship, ${all - ship} skip; all anonymous`;
}

function anonymous({ seats }: Pick<CardSide, 'seats'>, count: number): string {
  return `${count} of ${seats.length} anonymous`;
}

/** "Builder and Guest say ship": one phrase for each verdict that a seat holds. */
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

/** Who said an excerpt: "Skeptic says skip", or "Skeptic" while the verdict is unknown. */
export function speakerInWords({ seat, verdict }: CardSide['excerpt']): string {
  return verdict === 'unknown' ? SEATS[seat] : `${SEATS[seat]} says ${verdict}`;
}
