import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { sayWelcome } from '../../src/audience/transactional-mail-words';
import { getIssue } from '../../src/issues/find';
import type { Database } from '../../src/platform/database';
import type { SubmissionOutcome } from '../../src/platform/mailer';
import { listPublicIssues } from '../../src/rendering/archive';
import { archiveIssue } from '../../src/sending/archive-issue';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, openDraft } from '../helpers/fixtures/week';

const WRONG_KEY: SubmissionOutcome = {
  kind: 'misconfigured',
  name: 'invalid_api_key',
  message: 'No.',
};
const BATCH = 100;

/** A draft, readers in two batches, and Resend's answers in order. */
async function openFixture(answers: (SubmissionOutcome | 'accept')[] = []) {
  const db = await cloneDatabase();
  const left = [...answers];
  const deps = await makeDeps(db, {
    mailer: (real) => ({
      ...real,
      submitBatch: async (batch) => {
        const answer = left.shift() ?? 'accept';
        return answer === 'accept' ? real.submitBatch(batch) : answer;
      },
    }),
  });
  await addReaders(deps, BATCH + 1);
  const { id: issueId, number } = await openDraft(deps);
  const app = createApp(deps);
  const by = () => ({ actor: 'Edda', at: deps.now() });
  return {
    db,
    deps,
    number,
    release: async () => {
      const sendAt = new Date(deps.now().getTime() + HOUR_MS);
      await release(deps, { number, sendAt, ...by() });
    },
    plan: async () => {
      deps.clock.advance(HOUR_MS);
      await planDueIssues(db, by());
    },
    deliver: () => deliverIssue(deps, issueId, { concurrency: 1 }),
    cancel: () => cancelIssue(db, { issueId, ...by() }),
    archive: (shown = true) => archiveIssue(db, { number, shown, ...by() }),
    settle: (said: 'accepted' | 'not-sent') =>
      resolveIssue(db, { number, resolution: said, ...by() }),
    state: async () => (await getIssue(db, number)).state,
    places: () => findPlaces(db, app, number),
  };
}

interface Fixture {
  places: () => Promise<string[]>;
}

/** Every GET route without a token, with this issue's number, comparisons and tools. */
async function findPlaces(
  db: Database,
  app: ReturnType<typeof createApp>,
  number: number,
): Promise<string[]> {
  const { subject } = await getIssue(db, number);
  const slugs = await sql<{ comparison: string; tool: string }>`
    select comparisons.slug as comparison, tools.slug as tool from entries
      join issues on issues.id = issue_id join comparisons on comparisons.id = comparison_id
      join tools on tools.id = first_tool_id where number = ${number} limit 1`.execute(db);
  const { comparison, tool } = slugs.rows[0]!;
  const routes = app.routes
    .filter(({ method, path }) => method === 'GET' && !/\*|:token/.test(path))
    .map(({ path }) =>
      path
        .replace(':number', String(number))
        .replace(':slug', path.startsWith('/tools') ? tool : comparison),
    );
  const shows = async (path: string) => {
    const answer = await app.request(path);
    const text = (await answer.text()).replaceAll('&amp;', '&');
    const isOwn = path.startsWith(`/issues/${number}`) && answer.status === 200;
    return isOwn || text.includes(subject) || text.includes(`/issues/${number}`);
  };
  const found = await Promise.all(
    [...new Set(routes)].map(async (path) => [path, await shows(path)]),
  );
  const pages = found.filter(([, isShown]) => isShown).map(([path]) => path as string);
  const [latest] = await listPublicIssues(db, { limit: 1 });
  const welcome = sayWelcome({ homeUrl: '', latest, unsubscribeUrlOf: '' })('Verdicts', '');
  return latest?.number === number && JSON.stringify(welcome).includes(subject)
    ? [...pages, 'the welcome mail']
    : pages;
}

const EVERYWHERE = [
  '/',
  '/issues',
  'the welcome mail',
  '/feed.xml',
  '/issues/1',
  '/issues/1/results',
];

async function expectEverywhere(fixture: Fixture): Promise<void> {
  const places = await fixture.places();
  expect(places).toEqual(expect.arrayContaining(EVERYWHERE));
  expect(places.some((path) => path.startsWith('/comparisons/'))).toBe(true);
  expect(places.some((path) => path.startsWith('/tools/'))).toBe(true);
}

describe('an issue that nobody is known to have got is named in no public place', () => {
  it('as a draft, released, planned, and paused or cancelled before the first mail', async () => {
    const fixture = await openFixture([WRONG_KEY]);
    expect(await fixture.places(), 'draft').toEqual([]);
    await fixture.release();
    expect(await fixture.places(), 'released').toEqual([]);
    await fixture.plan();
    expect(await fixture.places(), 'planned').toEqual([]);
    await fixture.deliver();
    expect(await fixture.state()).toBe('paused');
    expect(await fixture.places(), 'paused').toEqual([]);
    await fixture.cancel();
    expect(await fixture.places(), 'cancelled').toEqual([]);
    await expect(fixture.archive()).rejects.toThrow('No reader is known to have received issue 1');
  });

  it('while nobody can say what became of its mails; a word that they were accepted shows it', async () => {
    const fixture = await openFixture([{ kind: 'mismatch' }, WRONG_KEY]);
    await fixture.release();
    await fixture.plan();
    await fixture.deliver();
    expect(await fixture.places()).toEqual([]);
    await fixture.settle('accepted');
    await expectEverywhere(fixture);
  });

  it('where it was sent, and everybody in its audience had left', async () => {
    const fixture = await openFixture();
    await fixture.release();
    await fixture.plan();
    await fixture.db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: fixture.deps.now() })
      .execute();
    await fixture.deliver();
    expect(await fixture.state()).toBe('sent');
    expect(await fixture.places()).toEqual([]);
  });
});

describe('an issue that somebody got', () => {
  it('is public while it is still going out, and while it is paused', async () => {
    const fixture = await openFixture(['accept', WRONG_KEY]);
    await fixture.release();
    await fixture.plan();
    await fixture.deliver();
    expect(await fixture.state()).toBe('paused');
    await expectEverywhere(fixture);
  });

  it('and was cancelled halfway is shown only while an editor says so, and the history keeps who did', async () => {
    const fixture = await openFixture(['accept', WRONG_KEY]);
    const { db, number } = fixture;
    await fixture.release();
    await fixture.plan();
    await fixture.deliver();
    await expect(fixture.archive()).rejects.toThrow('Issue 1 is paused, not cancelled');
    await fixture.cancel();
    expect(await fixture.places()).toEqual([]);
    await fixture.archive();
    await fixture.archive();
    await expectEverywhere(fixture);
    await fixture.archive(false);
    expect(await fixture.places()).toEqual([]);
    const { id } = await getIssue(db, number);
    const told = await db
      .selectFrom('issue_history')
      .select(['actor', 'reason'])
      .where('issue_id', '=', id)
      .where('from_state', '=', 'cancelled')
      .orderBy('id')
      .execute();
    expect(told).toEqual([
      { actor: 'Edda', reason: 'put into the archive' },
      { actor: 'Edda', reason: 'taken out of the archive' },
    ]);
  });
});
