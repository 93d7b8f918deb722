import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { sayWelcome } from '../../src/audience/letters';
import { getIssue } from '../../src/issues/find';
import type { Database } from '../../src/platform/database';
import type { HandOutcome } from '../../src/platform/mailer';
import { listPublicIssues } from '../../src/sending/archive';
import { archiveIssue } from '../../src/sending/archive-issue';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { settleIssue } from '../../src/sending/settle-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, openDraft } from '../helpers/week';

const WRONG_KEY: HandOutcome = { kind: 'misconfigured', name: 'invalid_api_key', message: 'No.' };
const BATCH = 100;

/** A draft, readers in two batches, and what Resend answers to each call in turn. */
async function openGround(answers: (HandOutcome | 'accept')[] = []) {
  const db = await cloneDatabase();
  const left = [...answers];
  const deps = await makeDeps(db, {
    mailer: (real) => ({
      ...real,
      handBatch: async (batch) => {
        const answer = left.shift() ?? 'accept';
        return answer === 'accept' ? real.handBatch(batch) : answer;
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
    deliver: () => deliverIssue(deps, issueId, { atOnce: 1 }),
    cancel: () => cancelIssue(db, { issueId, ...by() }),
    archive: (shown = true) => archiveIssue(db, { number, shown, ...by() }),
    settle: (said: 'accepted' | 'not-sent') => settleIssue(db, { number, said, ...by() }),
    state: async () => (await getIssue(db, number)).state,
    places: () => findPlaces(db, app, number),
  };
}

interface Ground {
  places: () => Promise<string[]>;
}

/** The public pages without a token: every GET route, with this issue's number, comparisons and tools. */
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
  const welcome = sayWelcome({ homeUrl: '', latest, wayOutUrl: '' })('Verdicts', '');
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

async function expectEverywhere(ground: Ground): Promise<void> {
  const places = await ground.places();
  expect(places).toEqual(expect.arrayContaining(EVERYWHERE));
  expect(places.some((path) => path.startsWith('/comparisons/'))).toBe(true);
  expect(places.some((path) => path.startsWith('/tools/'))).toBe(true);
}

describe('an issue that nobody is known to have got is named in no public place', () => {
  it('as a draft, released, planned, and paused or cancelled before the first mail', async () => {
    const ground = await openGround([WRONG_KEY]);
    expect(await ground.places(), 'draft').toEqual([]);
    await ground.release();
    expect(await ground.places(), 'released').toEqual([]);
    await ground.plan();
    expect(await ground.places(), 'planned').toEqual([]);
    await ground.deliver();
    expect(await ground.state()).toBe('paused');
    expect(await ground.places(), 'paused').toEqual([]);
    await ground.cancel();
    expect(await ground.places(), 'cancelled').toEqual([]);
    await expect(ground.archive()).rejects.toThrow('Nobody is known to have got issue 1');
  });

  it('while nobody can say what became of its mails; a word that they were accepted shows it', async () => {
    const ground = await openGround([{ kind: 'mismatch' }, WRONG_KEY]);
    await ground.release();
    await ground.plan();
    await ground.deliver();
    expect(await ground.places()).toEqual([]);
    await ground.settle('accepted');
    await expectEverywhere(ground);
  });

  it('where it was sent, and everybody in its audience had left', async () => {
    const ground = await openGround();
    await ground.release();
    await ground.plan();
    await ground.db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: ground.deps.now() })
      .execute();
    await ground.deliver();
    expect(await ground.state()).toBe('sent');
    expect(await ground.places()).toEqual([]);
  });
});

describe('an issue that somebody got', () => {
  it('is public while it still goes out, and where it was paused', async () => {
    const ground = await openGround(['accept', WRONG_KEY]);
    await ground.release();
    await ground.plan();
    await ground.deliver();
    expect(await ground.state()).toBe('paused');
    await expectEverywhere(ground);
  });

  it('and was cancelled half-way is shown only while an editor says so, and the history keeps who did', async () => {
    const ground = await openGround(['accept', WRONG_KEY]);
    const { db, number } = ground;
    await ground.release();
    await ground.plan();
    await ground.deliver();
    await expect(ground.archive()).rejects.toThrow('Issue 1 is paused, not cancelled');
    await ground.cancel();
    expect(await ground.places()).toEqual([]);
    await ground.archive();
    await ground.archive();
    await expectEverywhere(ground);
    await ground.archive(false);
    expect(await ground.places()).toEqual([]);
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
