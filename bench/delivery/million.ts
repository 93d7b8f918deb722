import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';
import { ensureRender } from '../../src/rendering/stored-render';
import { openFixture } from '../../tests/senders/fixture';
import { planNow, releaseSampleIssue } from '../../tests/senders/issue';
import { type Figure, stayUnder } from '../figure';
import { watchMemory } from './process';
import { inventReaders } from './readers';

const READERS = 1_000_000;
const SENDING_MS = 40_000;
const MS_BETWEEN = 50;

/** A million readers: the freeze, what waits during it, and a sender's memory at the start. */
export async function measureMillion(): Promise<Figure[]> {
  const fixture = await openFixture({ senders: 1 });
  try {
    await inventReaders(fixture.db, READERS);
    const issue = await releaseSampleIssue(fixture.deps);
    await ensureRender(fixture.deps, issue.id);
    const others = workMeanwhile(fixture.db);
    const begunAt = performance.now();
    await planNow(fixture.deps);
    const seconds = (performance.now() - begunAt) / 1000;
    const longestMs = await others.stop();
    const memory = watchMemory(fixture.senders.alive()[0]!);
    await fixture.queue.enqueue(issue.id);
    await sleep(SENDING_MS);
    return [
      stayUnder('freezing an audience of 1,000,000', seconds, 's', 30),
      stayUnder('longest wait of a sign-up or an event during that', longestMs, 'ms', 1_000),
      stayUnder('memory of a sender, 1,000,000 readers', memory.stop() / 1e6, 'MB', 300),
    ];
  } finally {
    await fixture.close();
  }
}

/** The writes of a sign-up and a webhook, over and over; reports the longest. */
function workMeanwhile(db: Database) {
  let isOver = false;
  let longestMs = 0;
  const working = (async () => {
    for (let nth = 1; !isOver; nth += 1) {
      const begunAt = performance.now();
      await signUp(db, nth);
      await takeEvent(db, nth);
      longestMs = Math.max(longestMs, performance.now() - begunAt);
      await sleep(MS_BETWEEN);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await working;
      return longestMs;
    },
  };
}

async function signUp(db: Database, nth: number): Promise<void> {
  const email = `newcomer${nth}@example.com`;
  await sql`
    with box as (
      insert into mailboxes (hash) values (sha256(${email}::bytea)) returning id
    )
    insert into subscribers (email, email_key, email_hash, mailbox_id, state, created_at,
      confirmed_at)
    select ${email}, ${email}, sha256(${email}::bytea), id, 'confirmed', now(), now()
    from box`.execute(db);
}

/** A hard bounce: the event's row, the suppression and the reader's soft bounces. */
async function takeEvent(db: Database, nth: number): Promise<void> {
  await sql`insert into provider_events (svix_id, type, at, received_at, outcome)
    values (${`bench-${nth}`}, 'email.bounced', now(), now(), 'ignored')`.execute(db);
  await sql`insert into soft_bounces (subscriber_id, in_a_row, first_at, last_at)
    values (${nth}, 1, now(), now())`.execute(db);
}
