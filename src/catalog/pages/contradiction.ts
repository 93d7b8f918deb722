import type { SideFacts } from '../list-comparisons';
import { SEATS, type Seat, type Verdict, verdictFrom } from '../seats';

/** One sentence if a verdict cannot agree with the side's percentage, else null. */
export function findContradiction(side: SideFacts, seat: Seat, verdict: Verdict): string | null {
  const printed = verdictFrom(side.panel_ship);
  if (printed !== 'unknown') return verdict === printed ? null : describeUnanimity(side, seat);
  if (verdict === 'unknown' || side.panel_ship % 25 !== 0) return null;
  const ships = side.panel_ship / 25;
  const room = verdict === 'ship' ? ships : SEATS.length - ships;
  const alike = side.reviews
    .filter((review) => review.seat !== seat && review.verdict === verdict)
    .map((review) => review.seat);
  return alike.length < room ? null : explainTooMany(side, room, verdict, alike);
}

function describeUnanimity({ tool, panel_ship }: SideFacts, seat: Seat): string {
  return (
    `The panel ship of “${tool.name}” is ${panel_ship}%, so every seat said ` +
    `${verdictFrom(panel_ship)}, and the ${seat} can have no other verdict.`
  );
}

function explainTooMany(
  { tool, panel_ship }: SideFacts,
  room: number,
  verdict: Verdict,
  alike: Seat[],
): string {
  return (
    `The panel ship of “${tool.name}” is ${panel_ship}%, so ${room} of the 4 seats said ` +
    `${verdict}, and ${alike.join(', ')} already did: set one of these to unknown first.`
  );
}
