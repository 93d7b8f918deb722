import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTestHarness } from 'wrangler';
import { jobs } from '../../jobs';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue } from '../../src/issues/find';
import { openDatabase } from '../../src/platform/database';
import { setSetting } from '../../src/platform/settings/settings';
import { release } from '../../src/sending/release';
import { cloneDatabaseUrl } from '../helpers/database';
import { PUBLIC_URL } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { puzzleIn, solvePuzzle } from '../helpers/fixtures/puzzle';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader } from '../helpers/fixtures/sign-up';
import { eventAbout, toRequest } from '../helpers/fixtures/svix';
import { addReaders } from '../helpers/fixtures/week';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { copyProjectForTests } from '../helpers/processes/command-line';
import { TEST_SECRET } from '../helpers/signing-key';
import { silent } from '../helpers/silent-log';

const MONDAY_AT_SIX = new Date('2026-11-30T06:00:00Z');
const offline = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};
const project = await copyProjectForTests();
const databaseUrl = await cloneDatabaseUrl();
const db = openDatabase(databaseUrl, { max: 3, log: silent });
afterAll(() => db.destroy());
const READERS = 3;
const MORE_READERS = 450;
const { deps, mailOf, issue } = await sendIssue(db, READERS);
const fixture = openEventFixture(db, deps);
const bundle = await bundleWorker();
await hurryQueue();

vi.stubEnv('CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE', databaseUrl);
for (const [name, value] of Object.entries(offline)) vi.stubEnv(name, value);
afterAll(() => void vi.unstubAllEnvs());
const harness = createTestHarness({
  workers: [
    {
      configPath: join(project.folder, 'wrangler.toml'),
      prebuiltWorkerDir: bundle.folder,
      vars: {
        PUBLIC_URL,
        MAIL_MODE: 'local',
        RESEND_BASE_URL: deps.emulator.baseUrl,
        MAIL_FROM: 'issues@verdicts.example.com',
      },
      secrets: {
        RESEND_API_KEY: deps.emulator.apiKey,
        RESEND_WEBHOOK_SECRET: deps.config.resend.webhookSecret,
        SIGNING_KEYS: `1:${TEST_SECRET.toString('base64')}`,
      },
    },
  ],
});
/** Of the first issue, whose ballot closes when the second goes out. */
let vote: Awaited<ReturnType<typeof pressVote>>;
beforeAll(async () => {
  await harness.listen();
  vote = await pressVote();
  await openTheWeek();
});
afterAll(() => harness.close());

async function pressVote() {
  const path = mailOf(1).votes[0]!;
  const seen = await harness.fetch(path);
  const castsBefore = await countCasts();
  const pressed = await harness.fetch(path, { method: 'POST', redirect: 'manual' });
  const casts = await countCasts();
  return { seen: seen.status, castsBefore, pressed: pressed.status, casts };
}

/** In its slot, which is struck twice. */
async function openTheWeek(): Promise<void> {
  const strike = { cron: '*/15 * * * *', scheduledTime: MONDAY_AT_SIX };
  expect(await harness.getWorker().scheduled(strike)).toMatchObject({ outcome: 'ok' });
  await harness.getWorker().scheduled({ ...strike, cron: '* * * * *' });
}

/** What would be deployed, and what the deployment printed. */
async function bundleWorker() {
  const folder = join(project.folder, 'worker');
  const wrangler = join(project.folder, 'node_modules', '.bin', 'wrangler');
  const args = ['deploy', '--dry-run', '--outdir', folder];
  const env = { ...project.environment, ...offline };
  const { stdout } = await promisify(execFile)(wrangler, args, { cwd: project.folder, env });
  return { folder, said: stdout };
}

/** A failed message is retried at once, so that giving it up doesn't take a minute. */
async function hurryQueue(): Promise<void> {
  const path = join(project.folder, 'wrangler.toml');
  const toml = await readFile(path, 'utf8');
  await writeFile(path, toml.replace('retry_delay = 15', 'retry_delay = 0'));
}

/** Posts a message as anybody with access to the queue could. */
async function post(message: unknown): Promise<void> {
  const { ISSUE_WORK } = await harness
    .getWorker<{ ISSUE_WORK: { send(message: unknown): Promise<unknown> } }>()
    .getEnv();
  await ISSUE_WORK.send(message);
}

function alertsOf(kind: string) {
  return db.selectFrom('alerts').select('says').where('kind', '=', kind).execute();
}

describe('on Workers', () => {
  it('what would be deployed is bundled, and stays far below the three megabytes of the free plan', () => {
    expect(bundle.said).toContain('--dry-run: exiting now.');
    const [, kilobytes] = bundle.said.match(/gzip: ([\d.]+) KiB/)!;
    expect(Number(kilobytes)).toBeLessThan(2_000);
  });

  it('the service is ready: it reaches PostgreSQL through Hyperdrive', async () => {
    const answer = await harness.fetch('/readyz');
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 200,
      body: { status: 'ready' },
    });
  });

  it('pages come from the database, one after another and many at once', async () => {
    const read = async (path: string) => (await harness.fetch(path)).text();
    const { slug } = await db.selectFrom('comparisons').select('slug').executeTakeFirstOrThrow();
    const first = await read(`/comparisons/${slug}`);
    expect(first).toContain('Panel ship');
    expect(await read(`/comparisons/${slug}`)).toBe(first);
    expect(
      await Promise.all(Array.from({ length: 8 }, () => read(`/comparisons/${slug}`))),
    ).toEqual(Array(8).fill(first));
    expect(await read(`/issues/${issue.number}`)).toContain('</html>');
  });

  it('static files are served next to them', async () => {
    const answer = await harness.fetch('/style.css');
    expect(answer.headers.get('content-type')).toMatch(/^text\/css/);
  });

  it('a pressed button counts a vote', () => {
    expect(vote).toMatchObject({ seen: 200, castsBefore: 0, casts: 1 });
    expect(vote.pressed).toBeLessThan(400);
  });

  it('a click and an open are recorded before they are answered', async () => {
    const { pixel, clicks } = mailOf(1);
    const answer = await harness.fetch(clicks[0]!, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect((await harness.fetch(pixel!)).status).toBe(200);
    const kinds = ['click', 'open'] as const;
    const hits = await db.selectFrom('hits').select('kind').where('kind', 'in', kinds).execute();
    expect(hits.map(({ kind }) => kind)).toEqual(['click', 'open']);
  });

  it('an event that Resend signed marks its delivery, and a badly signed one is refused', async () => {
    const mail = await fixture.mailTo(mailOf(2).to);
    const event = eventAbout(mail, 'email.delivered', { at: deps.now() });
    const signed = toRequest(deps, event, { at: new Date() });
    const post = (body: string) => harness.fetch('/webhooks/resend', { ...signed, body });
    expect((await post(`${signed.body} `)).status).toBe(401);
    expect((await fixture.readDelivery(mail.delivery)).delivered_at).toBeNull();
    expect((await post(signed.body)).status).toBe(200);
    expect((await fixture.readDelivery(mail.delivery)).delivered_at).not.toBeNull();
  });

  it('a scheduled slot opens the week, once, and its rows say so', async () => {
    const slots = await db
      .selectFrom('job_slots')
      .select(['job', 'slot_at', 'state', 'attempts'])
      .where('slot_at', '=', MONDAY_AT_SIX)
      .orderBy('job')
      .execute();
    const done = { slot_at: MONDAY_AT_SIX, state: 'done', attempts: 1 };
    const names = jobs.map(({ name }) => name).sort();
    expect(slots).toEqual(names.map((job) => ({ job, ...done })));
    const issues = await db
      .selectFrom('issues')
      .select(['number', 'week'])
      .orderBy('number')
      .execute();
    expect(issues.slice(1)).toEqual([{ number: 2, week: '2026-11-30' }]);
  });

  it('a released issue of several batches goes out through the queue, each reader once, rendered there', async () => {
    await addReaders(deps, MORE_READERS, 'more');
    const readers = await countReaders();
    const before = deps.emulator.ledger().accepted;
    const sendAt = new Date('2026-12-01T09:00:00Z');
    await release(deps, { number: 2, sendAt, actor: 'Edda', at: MONDAY_AT_SIX });
    await harness.getWorker().scheduled({ cron: '* * * * *', scheduledTime: sendAt });
    const readState = async () => (await getIssue(db, 2)).state;
    await vi.waitFor(async () => expect(await readState()).toBe('sent'), 15_000);
    const { id } = await getIssue(db, 2);
    const audience = await readAudienceByState(db, id);
    expect(audience).toMatchObject({ total: readers, accepted: readers });
    expect(deps.emulator.ledger().accepted - before).toBe(readers);
  });

  it('a message that does not match our schema changes nothing, and staff hear of it', async () => {
    const before = await readIssues();
    await post({ issue: '2', more: 0 });
    await vi.waitFor(async () => expect(await alertsOf('odd-message')).toHaveLength(1), 5_000);
    expect(await readIssues()).toEqual(before);
  });

  it('a message that always fails becomes a dead letter, and staff hear of it', async () => {
    await post({ issue: 999, more: 0 });
    await vi.waitFor(async () => expect(await alertsOf('dead-message')).toHaveLength(1), 10_000);
    const failures = harness.getLogs().filter(({ message }) => /"a message failed"/.test(message));
    expect(failures).toHaveLength(4);
  });

  it('a visitor who signs up gets the confirm link after the answer, and one press makes a reader', async () => {
    const body = () => new URLSearchParams({ email: 'grace@example.com' });
    expect((await harness.fetch('/signup', { method: 'POST', body: body() })).status).toBe(200);
    const letter = await vi.waitFor(async () => {
      const [mail] = await mailsTo(deps, { address: 'grace@example.com', kind: 'confirm' });
      return mail ?? expect.fail('no mail yet');
    });
    const path = pathIn(letter, '/confirm/');
    expect((await harness.fetch(path)).status).toBe(200);
    expect(await findReader(deps, 'grace@example.com')).toBeUndefined();
    await harness.fetch(path, { method: 'POST', body: new URLSearchParams() });
    expect(await findReader(deps, 'grace@example.com')).toMatchObject({ state: 'confirmed' });
  });

  it('the sign-up form’s puzzle is made and checked there', async () => {
    const setPuzzle = async (value: string) => {
      await setSetting(db, { name: 'sign-up-puzzle', value, at: MONDAY_AT_SIX });
    };
    await setPuzzle('on');
    onTestFinished(() => setPuzzle('off'));
    const puzzle = puzzleIn(await (await harness.fetch('/signup')).text());
    const fields = { email: 'ada@example.com', altcha: await solvePuzzle(puzzle) };
    const post = () =>
      harness.fetch('/signup', { method: 'POST', body: new URLSearchParams(fields) });
    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(409);
  });

  it('the log has a line a request and a job, and no token in any', async () => {
    await harness.fetch(mailOf(3).votes[0]!);
    const messages = harness.getLogs().map(({ message }) => message);
    const lines = messages
      .filter((message) => message.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ event: 'job', job: 'open-week' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'request', method: 'GET', route: '/v/:token/:n' }),
    );
    expect(messages.join('\n')).not.toMatch(/[a-z2-7]{42}/);
  });
});

function readIssues() {
  return db.selectFrom('issues').selectAll().orderBy('id').execute();
}

async function countReaders(): Promise<number> {
  const readers = db.selectFrom('subscribers').select('id').where('state', '=', 'confirmed');
  return (await readers.execute()).length;
}

async function countCasts(): Promise<number> {
  return (await db.selectFrom('casts').select('id').execute()).length;
}
