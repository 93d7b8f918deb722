import { type RawBuilder, sql } from 'kysely';
import type { Figure } from './figure';
import { type IntakeFixture, onIntakeFixture, type SentDelivery } from './taking/fixture';
import { drive, type Load } from './taking/load';
import { watchProcessor } from './taking/processor';
import { makeClicks, makePixels, makeWebhooks } from './taking/requests';

const READERS = 30_000;
const CONNECTIONS = 64;
const WARM_UPS = 3_000;
const EVENTS = 25_000;
const HITS = 27_000;
const HALF_LOAD = 1_500;
const HALF_LOAD_REQUESTS = 15_000;
const TARGET_EVENTS_PER_SECOND = 2_000;
const TARGET_HITS_PER_SECOND = 3_000;
const TARGET_P99_MS = 25;
/** Of one core. Above it the figures would be the generator's, not the service's. */
const MAX_OWN_SHARE_PERCENT = 80;

export const method =
  'The bundled service in one process, with durable commits on the embedded PostgreSQL and an ' +
  'issue accepted for 30,000 readers who said yes to opens. Service, PostgreSQL and the generator ' +
  'share two cores; the generator is another process, sends prepared bytes and reads every ' +
  'answer. Full load: 64 connections, one request after the other on each; 25,000 signed events ' +
  'about different mails (80% delivered, 14% sent, 3% bounced, 2% delayed, 1% complained), 27,000 ' +
  'pixels, 27,000 clicks. Half load: 1,500 a second for ten seconds at random moments, each timed ' +
  'from the moment when it was due. Before that, 3,000 to warm up. A run counts only if every ' +
  'answer was right and every request became a row.';

interface Kind {
  name: string;
  make: (fixture: IntakeFixture, deliveries: SentDelivery[]) => string[];
  status: string;
  /** Rows that exist afterwards. */
  count: (fixture: IntakeFixture) => Promise<number>;
}

const webhooks: Kind = {
  name: 'webhooks taken',
  make: makeWebhooks,
  status: '200',
  count: ({ db }) =>
    countRows(
      db,
      sql<{ rows: number }>`select count(*) as rows from provider_events where outcome = 'applied'`,
    ),
};
const pixels: Kind = {
  name: 'open pixels',
  make: makePixels,
  status: '200',
  count: ({ db }) =>
    countRows(db, sql<{ rows: number }>`select count(*) as rows from hits where kind = 'open'`),
};
const clicks: Kind = {
  name: 'click redirects',
  make: makeClicks,
  status: '302',
  count: ({ db }) =>
    countRows(db, sql<{ rows: number }>`select count(*) as rows from hits where kind = 'click'`),
};

export function run(): Promise<Figure[]> {
  return onIntakeFixture(READERS, async (fixture) => {
    const taken = await measureFully(fixture, webhooks, { requests: EVENTS });
    const opened = await measureFully(fixture, pixels, { requests: HITS });
    const halfOpened = await measureHalf(fixture, pixels);
    const clicked = await measureFully(fixture, clicks, { requests: HITS });
    const halfClicked = await measureHalf(fixture, clicks);
    return [
      toRate(webhooks, taken, TARGET_EVENTS_PER_SECOND),
      toRate(pixels, opened, TARGET_HITS_PER_SECOND),
      toP99(pixels, halfOpened),
      toRate(clicks, clicked, TARGET_HITS_PER_SECOND),
      toP99(clicks, halfClicked),
      toOwnShare([taken, opened, halfOpened, clicked, halfClicked]),
    ];
  });
}

async function measureFully(
  fixture: IntakeFixture,
  kind: Kind,
  { requests }: { requests: number },
): Promise<Load> {
  const { deliveries } = fixture;
  await take(fixture, kind, { deliveries: deliveries.slice(0, WARM_UPS), rate: null });
  const measured = deliveries.slice(WARM_UPS, WARM_UPS + requests);
  return take(fixture, kind, { deliveries: measured, rate: null });
}

function measureHalf(fixture: IntakeFixture, kind: Kind): Promise<Load> {
  const deliveries = fixture.deliveries.slice(0, HALF_LOAD_REQUESTS);
  return take(fixture, kind, { deliveries, rate: HALF_LOAD });
}

/** One run; throws if an answer was bad or a request has no row. */
async function take(
  fixture: IntakeFixture,
  kind: Kind,
  { deliveries, rate }: { deliveries: SentDelivery[]; rate: number | null },
): Promise<Load> {
  const requests = kind.make(fixture, deliveries);
  const before = await kind.count(fixture);
  const { port, folder } = fixture;
  const busy = await watchProcessor(fixture);
  const load = await drive(requests, { port, folder, connections: CONNECTIONS, rate });
  const shares = await busy(load, requests.length);
  const rows = (await kind.count(fixture)) - before;
  process.stderr.write(`  ${kind.name}: ${tell(load)}\n    ${shares}\n`);
  if (load.statuses[kind.status] !== requests.length || rows !== requests.length) {
    throw new Error(`of ${requests.length} ${kind.name} ${rows} are rows: ${tell(load)}`);
  }
  return load;
}

function tell({ seconds, statuses, p50Ms, p99Ms, ownShare }: Load): string {
  const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const rate = Math.round(answers / seconds);
  const times = `half within ${p50Ms.toFixed(1)} ms, 99% within ${p99Ms.toFixed(1)} ms`;
  const own = `the generator took ${Math.round(ownShare * 100)}% of a core`;
  return `${rate} a second, ${times}, ${JSON.stringify(statuses)}; ${own}`;
}

async function countRows(
  db: IntakeFixture['db'],
  question: RawBuilder<{ rows: number }>,
): Promise<number> {
  return (await question.execute(db)).rows[0]!.rows;
}

function toRate({ name, status }: Kind, { seconds, statuses }: Load, target: number): Figure {
  const value = Math.round(statuses[status]! / seconds);
  return { name, value, unit: 'a second', target, met: value >= target };
}

function toP99({ name }: Kind, { p99Ms }: Load): Figure {
  const value = Math.round(p99Ms * 10) / 10;
  const named = `${name} at half load, 99th percentile`;
  return { name: named, value, unit: 'ms', target: TARGET_P99_MS, met: value < TARGET_P99_MS };
}

function toOwnShare(loads: Load[]): Figure {
  const value = Math.round(Math.max(...loads.map((load) => load.ownShare)) * 100);
  const name = 'the generator’s own share, at most';
  const met = value < MAX_OWN_SHARE_PERCENT;
  return { name, value, unit: '% of a core', target: MAX_OWN_SHARE_PERCENT, met };
}
