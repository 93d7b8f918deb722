import type { Dice } from '../../local/dice';
import { type Actor, choosePerson, isGuarded, listActors, type Way } from '../simulator/actor';
import { machines } from '../simulator/machines';
import type { SimulatedMail } from '../simulator/mail';
import { wishes } from '../simulator/wishes';

/** Readers who open an issue, and mailboxes with a machine in front. */
const OPENING = 0.33;
const GUARDED = 0.04;
/** If the person drawn comes soon after a machine. */
const GUARDED_BEFORE = 0.3;
/** One opener in so many comes to say what mail they want, and does nothing else. */
const WISHING = 20;

interface Mailbox {
  person: Way;
  guard: Way | null;
}

/** The same people and machines behind each address week after week. */
export class Mailboxes {
  readonly #byAddress = new Map<string, Mailbox>();
  #guarded = 0;
  #openers = 0;

  constructor(private readonly dice: Dice) {}

  actOn(mail: SimulatedMail): Actor[] {
    const { dice } = this;
    const { person, guard } = this.#find(mail.to);
    const opener = dice.chance(OPENING) ? (this.#findWish() ?? person) : null;
    return listActors(mail, { person: opener, guard, dice });
  }

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
