import { type Actor, choosePerson } from '../../src/local/crowd/actor';
import { Dice, seededChance } from '../../src/local/crowd/dice';
import { OpenPages } from '../../src/local/crowd/open-pages';
import { unseenOpeners } from '../../src/local/crowd/people';
import { type Act, HOUR_MS, MINUTE_MS, type Pattern } from '../../src/local/crowd/world';
import type { Database } from '../../src/platform/database';
import { type Report, readReport } from '../../src/statistics/report';
import { settleVotes } from '../../src/votes/settle-votes';
import { type SentMail, sendIssue } from '../helpers/sent-issue';
import { peopleApart } from './people-apart';

const SETTLED_EVERY_MS = 5 * MINUTE_MS;
/** The share of readers who open at all, and of mailboxes that a machine stands before. */
const OPENING = 0.8;
const GUARDED = 0.4;

export interface Truth {
  castId: number;
  by: 'person' | 'machine';
  pattern: string;
}

export interface Played {
  casts: (Truth & { held: boolean })[];
  /** Deliveries whose pixel a person fetched by opening, and what the report counts as such. */
  opens: { truth: number; report: Report['opens'] };
  /** Deliveries of people who opened behind a prefetch: nobody can see these. */
  unseen: number;
  votes: Report['votes'];
}

interface Playing {
  readers: number;
  machines: Record<string, Pattern>;
  seed: number;
  /** Whether people are those who are reported apart. */
  apart?: boolean;
}

/** Sends an issue to so many readers and lets people and these machines act on it for two days. */
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
    opens: { truth: opened.length - unseen, report: opens },
    unseen,
    votes,
  };
}

interface Casting extends Pick<Playing, 'machines' | 'apart'> {
  n: number;
  dice: Dice;
}

/** Who acts on this mail: a person, a machine, both or nobody. */
function cast(mail: SentMail, { n, dice, machines, apart }: Casting): Actor[] {
  const actors: Actor[] = [];
  if (dice.chance(OPENING)) {
    const [pattern, act] = apart ? Object.entries(peopleApart)[0]! : choosePerson(n);
    actors.push({ by: 'person', pattern, mail, acts: act(mail, dice) });
  }
  if (dice.chance(GUARDED)) {
    const names = Object.keys(machines);
    const pattern = names[n % names.length]!;
    actors.push({ by: 'machine', pattern, mail, acts: machines[pattern]!(mail, dice) });
  }
  return actors;
}

type Sent = Awaited<ReturnType<typeof sendIssue>>;

/** Every request in its order in time, with the job that settles votes in between. */
async function act(db: Database, { app, deps }: Sent, actors: Actor[]): Promise<Truth[]> {
  const truths: Truth[] = [];
  const start = deps.clock.now().getTime();
  const moveTo = (ms: number) => deps.clock.advance(start + ms - deps.clock.now().getTime());
  const pages = new Map(actors.map((actor) => [actor, new OpenPages()]));
  let settledMs = 0;
  let lastCast = await newestCast(db);
  const order = actors.flatMap((actor) => actor.acts.map((each) => ({ actor, act: each })));
  order.sort((a, b) => a.act.atMs - b.act.atMs);
  for (const { actor, act } of order) {
    for (; settledMs + SETTLED_EVERY_MS <= act.atMs && settledMs < 6 * HOUR_MS; ) {
      settledMs += SETTLED_EVERY_MS;
      moveTo(settledMs);
      await settleVotes(db, { at: deps.clock.now() });
    }
    moveTo(act.atMs);
    if (!pages.get(actor)!.allows(act)) continue;
    pages.get(actor)!.show(act, await request(app, act));
    if (act.method !== 'POST') continue;
    const castId = await newestCast(db);
    if (castId > lastCast) truths.push({ castId, by: actor.by, pattern: actor.pattern });
    lastCast = castId;
  }
  deps.clock.advance(HOUR_MS);
  await settleVotes(db, { at: deps.clock.now() });
  return truths;
}

async function request(app: Sent['app'], act: Act): Promise<string> {
  const { method, path, address } = act;
  const headers = { ...act.headers, 'cf-connecting-ip': address };
  const answer = await app.request(path, { method, headers });
  if (answer.status >= 500) throw new Error(`${method} was answered with ${answer.status}`);
  return answer.text();
}

async function newestCast(db: Database): Promise<number> {
  const row = await db
    .selectFrom('casts')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

async function heldCasts(db: Database): Promise<Set<number>> {
  const rows = await db.selectFrom('cast_judgements').select('cast_id').where('held', '=', true);
  return new Set((await rows.execute()).map((row) => row.cast_id));
}
