import type { Dice } from '../../local/dice';
import { type Actor, choosePerson, isGuarded, listActors, type Way } from '../simulator/actor';
import { machines } from '../simulator/machines';
import type { SimulatedMail } from '../simulator/mail';
import { wishes } from '../simulator/wishes';

/** The share of these readers who open an issue, and of mailboxes that a machine stands before. */
const OPENING = 0.33;
const GUARDED = 0.04;
/** The same share where people are drawn who come soon after a machine, if there is one. */
const GUARDED_BEFORE = 0.3;
/** One in so many openers comes to say what mail they want, and does nothing else. */
const WISHING = 20;

interface Mailbox {
  person: Way;
  guard: Way | null;
}

/** Who sits behind each address, and what stands before it: the same week after week. */
export class Mailboxes {
  readonly #byAddress = new Map<string, Mailbox>();
  #guarded = 0;
  #openers = 0;

  constructor(private readonly dice: Dice) {}

  /** Everybody and everything that acts on this mail. */
  actOn(mail: SimulatedMail): Actor[] {
    const { dice } = this;
    const { person, guard } = this.#find(mail.to);
    const opener = dice.chance(OPENING) ? (this.#findWish() ?? person) : null;
    return listActors(mail, { person: opener, guard, dice });
  }

  /** Each of the wishes in its turn. */
  #findWish(): Way | null {
    this.#openers += 1;
    const kinds = Object.entries(wishes);
    if (this.#openers % WISHING !== WISHING / 2) return null;
    return kinds[Math.floor(this.#openers / WISHING) % kinds.length]!;
  }

  #find(address: string): Mailbox {
    const known = this.#byAddress.get(address);
    if (known) return known;
    const person = choosePerson(this.#byAddress.size);
    const hasGuard = this.dice.chance(isGuarded(person) ? GUARDED_BEFORE : GUARDED);
    const mailbox = { person, guard: hasGuard ? this.#nextGuard() : null };
    this.#byAddress.set(address, mailbox);
    return mailbox;
  }

  #nextGuard(): Way {
    const kinds = Object.entries(machines);
    this.#guarded += 1;
    return kinds[this.#guarded % kinds.length]!;
  }
}
