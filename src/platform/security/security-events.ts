import { sql } from 'kysely';
import { raiseAlert } from '../alerts';
import { type Database, inTransaction } from '../database';
import type { Deps } from '../deps';
import { DAY_MS } from '../durations';
import type { SecurityEventCounts, SecurityKind } from './security-counts';

export interface SecurityDay {
  day: string;
  events: SecurityEventCounts;
}

/** Each ends "so many …". */
export const SECURITY_WORDS: Record<SecurityKind, string> = {
  'foreign-form': 'forms from other sites',
  'broken-form': 'incomplete or oversized forms',
  'dead-link': 'links with an invalid token',
  'over-limit': 'requests over a limit',
  'refused-event': 'unverified posts to the webhook',
  'bad-host': 'requests without a single valid host',
  'bad-http': 'requests that were not valid HTTP',
};

const KEPT_DAYS = 400;
const USUAL_DAYS = 7;
/** An alert needs this many in a day, and more than ten times the usual. */
const FEW = 1_000;
const SPIKE_FACTOR = 10;

/**
 * Called once a minute, so that a flood costs no more than silence: a row a day and kind, one log
 * line. What can't be written counts towards the next call.
 */
export async function keepSecurityEvents(
  { db, log, security }: Pick<Deps, 'db' | 'log' | 'security'>,
  at: Date,
): Promise<void> {
  const counts = security.take();
  const kinds = Object.entries(counts) as [SecurityKind, number][];
  if (kinds.length === 0) return;
  log.warn({ event: 'security', ...counts }, 'requests were refused');
  try {
    await inTransaction(db, async (tx) => {
      for (const jump of await addToDay(tx, { counts, at }))
        await raiseAlert({ db: tx, log }, { at, ...toAlert(jump) });
    });
  } catch (error) {
    for (const [kind, events] of kinds) security.note(kind, events);
    throw error;
  }
}

interface Spike {
  kind: SecurityKind;
  events: number;
  usual: number;
}

async function addToDay(
  tx: Database,
  { counts, at }: { counts: SecurityEventCounts; at: Date },
): Promise<Spike[]> {
  const { rows } = await sql<Spike>`
    with today as (
      insert into security_events (day, kind, events, last_at)
      select (${at}::timestamptz at time zone 'UTC')::date, key, value::bigint, ${at}
      from json_each_text(${JSON.stringify(counts)}::json) order by key
      on conflict (day, kind) do update set events = security_events.events + excluded.events,
        last_at = greatest(security_events.last_at, excluded.last_at)
      returning day, kind, events
    ), compared as (
      select kind, events, (select coalesce(sum(before.events), 0) / ${USUAL_DAYS}::numeric
        from security_events as before where before.kind = today.kind and before.day < today.day
          and before.day >= today.day - ${USUAL_DAYS}::int)::float8 as usual
      from today
    )
    select * from compared where events >= ${FEW} and events > ${SPIKE_FACTOR} * usual`.execute(tx);
  return rows;
}

function toAlert({ kind, events, usual }: Spike) {
  const [many, few] = [events, Math.round(usual)].map((count) => count.toLocaleString('en-GB'));
  const says = `${many} ${SECURITY_WORDS[kind]} were refused today, compared with ${few} on a usual day: see \`verdicts security\`.`;
  return { kind: `security-${kind}`, says };
}

/** Newest first. */
export async function listSecurityDays(
  db: Database,
  { since }: { since: Date },
): Promise<SecurityDay[]> {
  const { rows } = await sql<SecurityDay>`
    select day, json_object_agg(kind, events order by kind) as events from security_events
    where day >= (${since}::timestamptz at time zone 'UTC')::date
    group by day order by day desc`.execute(db);
  return rows;
}

export async function pruneSecurityEvents(db: Database, { at }: { at: Date }): Promise<void> {
  const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS);
  await sql`delete from security_events
    where day < (${before}::timestamptz at time zone 'UTC')::date`.execute(db);
}
