import type { Dice } from '../../local/dice';
import type { SimulatedMail } from './mail';
import { people } from './people';
import type { Act, Pattern } from './world';

/** A way to act, with its name. */
export type Way = [name: string, pattern: Pattern];

export interface Actor {
  by: 'person' | 'machine';
  /** The name of its way to act. */
  pattern: string;
  mail: SimulatedMail;
  acts: Act[];
}

const deck = Object.entries(people).flatMap(([name, { share, pattern }]) =>
  Array.from({ length: share }, (): Way => [name, pattern]),
);

/** Cycles through all kinds of people in proportion to their shares. */
export function choosePerson(n: number): Way {
  return deck[n % deck.length]!;
}

/** Whether this kind of person's mailbox has a machine in front. */
export function isGuarded([name]: Way): boolean {
  return people[name]?.isGuarded === true;
}

interface Behind {
  person: Way | null;
  guard: Way | null;
  dice: Dice;
}

/** A machine comes first: the person sees the mail after it. */
export function listActors(mail: SimulatedMail, { person, guard, dice }: Behind): Actor[] {
  const actors: Actor[] = [];
  const act = (by: Actor['by'], [pattern, write]: Way, met: SimulatedMail) =>
    actors.push({ by, pattern, mail, acts: write(met, dice) });
  if (guard) act('machine', guard, mail);
  const scannedMs = actors[0] && Math.max(...actors[0].acts.map(({ atMs }) => atMs));
  if (person) act('person', person, { ...mail, scannedMs });
  return actors;
}
