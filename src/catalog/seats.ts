/** In the order in which a page lists their quotes. */
export const SEATS = ['builder', 'skeptic', 'futurist', 'guest'] as const;

export type Seat = (typeof SEATS)[number];
type Choice = 'ship' | 'skip';
export type Verdict = Choice | 'unknown';

/** What the percentage alone says of every seat: nothing if it is between 0 and 100. */
export function verdictFrom(panelShip: number): Verdict {
  if (panelShip === 100) return 'ship';
  return panelShip === 0 ? 'skip' : 'unknown';
}

export function isSeat(text: string): text is Seat {
  return SEATS.some((seat) => seat === text);
}
