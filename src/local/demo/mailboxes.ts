import { type Actor, choosePerson } from '../crowd/actor';
import type { Dice } from '../crowd/dice';
import { machines } from '../crowd/machines';
import type { CrowdMail } from '../crowd/mail';
import { partings } from '../crowd/partings';
import type { Pattern } from '../crowd/world';

/** Of the readers whose mail is still whole in the mailbox: who opens an issue, and who wants less. */
const OPENING = 0.55;
const PARTING = 0.04;
/** The share of mailboxes that a machine stands before. */
const GUARDED = 0.1;

interface Mailbox {
  person: [string, Pattern];
  guard: [string, Pattern] | null;
}

/** Who sits behind each address, and what stands before it: the same week after week. */
export class Mailboxes {
  readonly #byAddress = new Map<string, Mailbox>();
  #guarded = 0;

  constructor(private readonly dice: Dice) {}

  /** Everybody and everything that acts on this mail. */
  actOn(mail: CrowdMail): Actor[] {
    const { dice } = this;
    const { person, guard } = this.#find(mail.to);
    const actors: Actor[] = [];
    const act = (by: Actor['by'], [pattern, write]: [string, Pattern]) =>
      actors.push({ by, pattern, mail, acts: write(mail, dice) });
    if (dice.chance(OPENING)) {
      act('person', dice.chance(PARTING) ? dice.pick(Object.entries(partings)) : person);
    }
    if (guard) act('machine', guard);
    return actors;
  }

  #find(address: string): Mailbox {
    const known = this.#byAddress.get(address);
    if (known) return known;
    const person = choosePerson(this.#byAddress.size);
    const mailbox = { person, guard: this.dice.chance(GUARDED) ? this.#nextGuard() : null };
    this.#byAddress.set(address, mailbox);
    return mailbox;
  }

  #nextGuard(): [string, Pattern] {
    const kinds = Object.entries(machines);
    this.#guarded += 1;
    return kinds[this.#guarded % kinds.length]!;
  }
}
