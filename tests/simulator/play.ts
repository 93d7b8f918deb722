import {
  type Actor,
  choosePerson,
  isGuarded,
  listActors,
  type Way,
} from '../../src/demo/simulator/actor';
import { unseenOpeners } from '../../src/demo/simulator/people';
import type { Pattern } from '../../src/demo/simulator/world';
import { Dice, seededChance } from '../../src/local/dice';
import type { Database } from '../../src/platform/database';
import { type Report, readReport } from '../../src/statistics/report';
import { type SentMail, sendIssue } from '../helpers/fixtures/sent-issue';
import { act, type Truth } from './act';
import { listMeant, type Meant } from './lost-votes';
import { peopleApart } from './people-apart';

/** Readers who open at all, and mailboxes with a machine in front. */
const OPENING = 0.8;
const GUARDED = 0.4;

export interface Played {
  casts: (Truth & { held: boolean })[];
  /** Votes on tools, and which of them don't count in the end. */
  meant: Meant[];
  /** Deliveries that a person opened, and the report's count of them. */
  opens: { truth: number; report: Report['opens'] };
  /** Deliveries that a person opened behind a prefetch, which hides it. */
  unseen: number;
  votes: Report['votes'];
}

interface Playing {
  readers: number;
  machines: Record<string, Pattern>;
  seed: number;
  /** Whether people are those reported separately. */
  apart?: boolean;
}

/** Sends an issue to this many readers, then people and these machines act on it for two days. */
export async function play(
  db: Database,
  { readers, machines, seed, apart }: Playing,
): Promise<Played> {
  const sent = await sendIssue(db, readers);
  const dice = new Dice(seededChance(seed));
  const mails = Array.from({ length: readers }, (_, n) => sent.mailOf(n + 1));
  const actors = mails.flatMap((mail, n) => cast(mail, { n, dice, machines, apart }));
  const truths = await act(db, sent, actors);
  const held = await heldCasts(db);
  const { opens, votes } = await readReport(db, { number: sent.issue.number });
  const opened = actors.filter(({ by, mail }) => by === 'person' && mail.pixel);
  const unseen = opened.filter(({ pattern }) => unseenOpeners.includes(pattern)).length;
  return {
    casts: truths.map((truth) => ({ ...truth, held: held.has(truth.castId) })),
    meant: await listMeant(db, actors),
    opens: { truth: opened.length - unseen, report: opens },
    unseen,
    votes,
  };
}

interface Casting extends Pick<Playing, 'machines' | 'apart'> {
  n: number;
  dice: Dice;
}

/** A person, a machine, both or nobody. */
function cast(mail: SentMail, { n, dice, machines, apart }: Casting): Actor[] {
  const opener: Way = apart ? Object.entries(peopleApart)[0]! : choosePerson(n);
  const person = dice.chance(OPENING) ? opener : null;
  const hasGuard = dice.chance(GUARDED) || (person !== null && isGuarded(person));
  const ways = Object.entries(machines);
  return listActors(mail, { person, guard: hasGuard ? ways[n % ways.length]! : null, dice });
}

async function heldCasts(db: Database): Promise<Set<number>> {
  const rows = await db
    .selectFrom('cast_classifications')
    .select('cast_id')
    .where('held', '=', true);
  return new Set((await rows.execute()).map((row) => row.cast_id));
}
