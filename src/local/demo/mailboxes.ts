import { type Actor, choosePerson } from '../crowd/actor';
import type { Dice } from '../crowd/dice';
import { machines } from '../crowd/machines';
import type { CrowdMail } from '../crowd/mail';
import { wishes } from '../crowd/wishes';
import type { Pattern } from '../crowd/world';

/** The share of these readers who open an issue, and of mailboxes that a machine stands before. */
const OPENING = 0.55;
const GUARDED = 0.1;
/** One in so many openers comes to say what mail they want, and does nothing else. */
const WISHING = 20;

interface Mailbox {
  person: [string, Pattern];
  guard: [string, Pattern] | null;
}

/** Who sits behind each address, and what stands before it: the same week after week. */
export class Mailboxes {
  readonly #byAddress = new Map<string, Mailbox>();
  #guarded = 0;
  #openers = 0;

  constructor(private readonly dice: Dice) {}

  /** Everybody and everything that acts on this mail. */
  actOn(mail: CrowdMail): Actor[] {
    const { dice } = this;
    const { person, guard } = this.#find(mail.to);
    const actors: Actor[] = [];
    const act = (by: Actor['by'], [pattern, write]: [string, Pattern]) =>
      actors.push({ by, pattern, mail, acts: write(mail, dice) });
    if (dice.chance(OPENING)) act('person', this.#findWish() ?? person);
    if (guard) act('machine', guard);
    return actors;
  }

  /** Each of the wishes in its turn. */
  #findWish(): [string, Pattern] | null {
    this.#openers += 1;
    const kinds = Object.entries(wishes);
    if (this.#openers % WISHING !== WISHING / 2) return null;
    return kinds[Math.floor(this.#openers / WISHING) % kinds.length]!;
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
