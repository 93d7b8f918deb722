import type { CrowdMail } from './mail';
import { people } from './people';
import type { Act, Pattern } from './world';

/** Somebody or something that acts on one mail. */
export interface Actor {
  by: 'person' | 'machine';
  /** The name of the way in which it acts. */
  pattern: string;
  mail: CrowdMail;
  acts: Act[];
}

const deck = Object.entries(people).flatMap(([name, { share, pattern }]) =>
  Array.from({ length: share }, (): [string, Pattern] => [name, pattern]),
);

/** Every kind of person in turn, as often as its share says. */
export function choosePerson(n: number): [string, Pattern] {
  return deck[n % deck.length]!;
}
