import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { startLocalPostgres } from '../../src/local/postgres';
import { LEASE_MS } from '../../src/platform/lease';
import { atEnd } from '../helpers/at-end';
import { shiftDatabaseClock } from '../helpers/database';
import { silent } from '../helpers/silent-log';
import {
  countBatches,
  countLeases,
  countMessages,
  holdBatches,
  openFixture,
  project,
  restart,
  waitUntilAtIt,
  waitUntilHeld,
  waitUntilSent,
} from './shared-issue';

const LEASE = `${LEASE_MS + 1_000} ms`;
const STOPS_WITHIN_MS = 10_000;
const READERS = 2_000;
const FEWER_READERS = 1_200;

it('three services send one issue together, each reader once, and no message is left', async () => {
  const { db, serve, plan, enqueue, readMailed } = await openFixture('together', READERS);
  const services = await Promise.all([serve(), serve(), serve()]);
  const id = await plan();
  await enqueue(id);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
  await vi.waitFor(() => {
    for (const service of services) expect(countBatches(service)).toBeGreaterThan(0);
  });
  const batches = services.map(countBatches);
  expect(batches.reduce((a, b) => a + b)).toBe(READERS / 100);
  await vi.waitFor(async () => expect(await countMessages(db)).toBe(0));
});

it('one is killed mid-send, and one started later joins by itself: nobody is left out or mailed twice', async () => {
  const { db, serve, plan, enqueue, readMailed } = await openFixture('killed', READERS);
  const [first, second] = await Promise.all([serve(), serve()]);
  const id = await plan();
  await enqueue(id);
  await waitUntilAtIt(db, first, second);
  const held = await holdBatches(db);
  await first.stop('SIGKILL');
  const startedAt = new Date();
  const late = await serve();
  await vi.waitFor(async () => expect(await countMessages(db)).toBe(0), 10_000);
  await waitUntilHeld(db, startedAt);
  await held.letGo();
  await vi.waitFor(
    () => expect(countBatches(second) + countBatches(late)).toBeGreaterThan(0),
    30_000,
  );
  await shiftDatabaseClock(db, LEASE);
  await enqueue(id);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
  expect(await readAudienceByState(db, id)).toMatchObject({
    total: READERS,
    accepted: READERS,
  });
  expect(countBatches(late)).toBeGreaterThan(0);
});

it('a service told to stop finishes its batch, leaves none leased, and the next service goes on at once', async () => {
  const { db, serve, plan, enqueue, readMailed } = await openFixture('stopped', FEWER_READERS);
  const first = await serve();
  const id = await plan();
  await enqueue(id);
  await waitUntilAtIt(db, first);
  const begunAt = performance.now();
  expect(await first.stop('SIGTERM')).toBe(0);
  expect(performance.now() - begunAt).toBeLessThan(STOPS_WITHIN_MS);
  expect(await countLeases(db)).toBe(0);
  expect((await readAudienceByState(db, id)).waiting).toBeGreaterThan(0);
  await serve();
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: FEWER_READERS, distinct: FEWER_READERS });
});

it('a service outlives a restart of PostgreSQL, and goes on with the issue by itself', async () => {
  const folder = join(project.folder, '.data', 'postgres');
  const postgres = await startLocalPostgres({ folder, log: silent });
  atEnd(() => postgres.stop());
  const { db, serve, plan, enqueue, readMailed } = await openFixture(
    'restarted',
    FEWER_READERS,
    postgres.url,
  );
  const service = await serve();
  const id = await plan();
  await enqueue(id);
  await waitUntilAtIt(db, service);
  await restart(postgres.dataDirectory, folder);
  await vi.waitFor(() => shiftDatabaseClock(db, LEASE), 10_000);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: FEWER_READERS, distinct: FEWER_READERS });
  expect(await service.stop('SIGTERM')).toBe(0);
});
