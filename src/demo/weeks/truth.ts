import type { Actor } from '../simulator/actor';
import { unseenOpeners } from '../simulator/people';
import type { Act } from '../simulator/world';

interface ByVisitor {
  person: number;
  /** Only machines. */
  machine: number;
}

/** Known only to those who made it happen. */
export interface IssueTruth {
  issue: number;
  /** Mails whose pixel was fetched; `unseen` opened behind a prefetch, which hides it. */
  opens: ByVisitor & { unseen: number };
  /** Mails with a counted link that was followed. */
  clicks: ByVisitor;
  /** Reader and tool pairs with a vote cast. */
  votes: ByVisitor;
  /** How many acted in which way. */
  people: Record<string, number>;
  machines: Record<string, number>;
}

const KINDS = { '/o/': 'opens', '/c/': 'clicks', '/v/': 'votes' } as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** Each mail, and each of its tools, counts once. */
export class TruthKeeper {
  readonly #things = {
    opens: new ClassCounts(),
    clicks: new ClassCounts(),
    votes: new ClassCounts(),
  };
  readonly #actors = new Set<Actor>();

  note(actor: Actor, act: Act): void {
    this.#actors.add(actor);
    const kind = kindOf(act);
    if (kind === null) return;
    const thing = kind === 'votes' ? `${actor.mail.to} ${toolOf(actor, act)}` : actor.mail.to;
    const isPerson = actor.by === 'person' && !(kind === 'opens' && isUnseen(actor));
    this.#things[kind].add(thing, isPerson ? 'person' : 'machine');
  }

  tell(issue: number): IssueTruth {
    const { opens, clicks, votes } = this.#things;
    const actors = [...this.#actors];
    const unseen = actors.filter((actor) => isUnseen(actor) && actor.mail.pixel).length;
    return {
      issue,
      opens: { ...opens.count(), unseen },
      clicks: clicks.count(),
      votes: votes.count(),
      people: countPatterns(actors, 'person'),
      machines: countPatterns(actors, 'machine'),
    };
  }
}

/** By people, and by machines. */
class ClassCounts {
  readonly #by = { person: new Set<string>(), machine: new Set<string>() };

  add(thing: string, by: Actor['by']): void {
    this.#by[by].add(thing);
  }

  count(): ByVisitor {
    const { person, machine } = this.#by;
    const machineAlone = [...machine].filter((thing) => !person.has(thing));
    return { person: person.size, machine: machineAlone.length };
  }
}

/** A look at a vote page isn't a vote. */
function kindOf({ path, method }: Act): Kind | null {
  const kind = KINDS[path.slice(0, 3) as keyof typeof KINDS] ?? null;
  return kind === 'votes' && method !== 'POST' ? null : kind;
}

/** The tool's place in the mail; an issue has each tool once. */
function toolOf({ mail }: Actor, { path }: Act): number {
  const link = path.replace(/\?.*/, '').replace(/\/provisional$/, '');
  return Math.floor(mail.votes.indexOf(link) / 2);
}

function isUnseen({ by, pattern }: Actor): boolean {
  return by === 'person' && unseenOpeners.includes(pattern);
}

function countPatterns(actors: Actor[], by: Actor['by']): Record<string, number> {
  const own = actors.filter((actor) => actor.by === by).toSorted(byPattern);
  const groups = Map.groupBy(own, ({ pattern }) => pattern);
  return Object.fromEntries([...groups].map(([pattern, members]) => [pattern, members.length]));
}

function byPattern(a: Actor, b: Actor): number {
  return a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0;
}
