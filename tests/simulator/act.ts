import type { Actor } from '../../src/demo/simulator/actor';
import { OpenPages } from '../../src/demo/simulator/open-pages';
import type { Act } from '../../src/demo/simulator/world';
import type { Database } from '../../src/platform/database';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/durations';
import { settleVotes } from '../../src/votes/settle-votes';
import type { sendIssue } from '../helpers/fixtures/sent-issue';

const SETTLED_EVERY_MS = 5 * MINUTE_MS;

export interface Truth {
  castId: number;
  by: 'person' | 'machine';
  pattern: string;
}

type Sent = Awaited<ReturnType<typeof sendIssue>>;

/** Every request in order of time, with the job that settles votes in between. */
export async function act(db: Database, { app, deps }: Sent, actors: Actor[]): Promise<Truth[]> {
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
    if (!pages.get(actor)!.allows(act)) {
      if (!act.isScript && actor.by === 'person')
        throw new Error(`${actor.pattern}: no such button`);
      continue;
    }
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
