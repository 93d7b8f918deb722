import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { pauseIssue } from '../../src/deliveries/pause';
import { getIssue } from '../../src/issues/find';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { setSetting } from '../../src/platform/settings/settings';
import { findArchive } from '../../src/rendering/archive';
import { CompiledRenders } from '../../src/rendering/compiled-renders';
import { ensureRender } from '../../src/rendering/stored-render';
import { type Ready, sealNextBatch } from '../../src/sending/batches/seal-batch';
import { submitBatch } from '../../src/sending/batches/submit-batch';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { resumeIssue } from '../../src/sending/resume';
import { sendIssueAgain } from '../../src/sending/send-issue-again';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';

const WRONG = 'Verdicts <issues@unverified.example.com>';
const RIGHT = 'Verdicts <issues@verdicts.example.com>';
const LOST: SubmissionOutcome = { kind: 'unknown', detail: 'lost' };
const READERS = 250;

type Submit = (
  batch: Parameters<Mailer['submitBatch']>[0],
  real: Mailer,
) => Promise<SubmissionOutcome>;

/** A sending issue whose sender's domain Resend hasn't verified. */
async function openFixture({
  submit,
  readers = READERS,
}: {
  submit?: Submit;
  readers?: number;
} = {}) {
  const db = await cloneDatabase();
  const bodies = new Map<string, string>();
  const answer: { submit: Submit } = {
    submit: submit ?? ((batch, real) => real.submitBatch(batch)),
  };
  const deps = await makeDeps(db, {
    config: { mailFrom: WRONG },
    mailer: (real) => ({
      ...real,
      submitBatch: (batch) => {
        const body = Buffer.from(batch.body).toString();
        expect(bodies.get(batch.key) ?? body, 'one key, other bytes').toBe(body);
        bodies.set(batch.key, body);
        return answer.submit(batch, real);
      },
    }),
  });
  deps.emulator.setScript({ domain: { name: 'unverified.example.com', status: 'pending' } });
  await addReaders(deps, readers);
  const { id: issueId, number } = await planRelease(deps);
  const mended: TestDeps = { ...deps, config: { ...deps.config, mailFrom: RIGHT } };
  const by = { issueId, actor: 'Edda', at: deps.now() };
  const state = async () => (await getIssue(db, number)).state;
  return {
    db,
    deps,
    mended,
    answer,
    issueId,
    number,
    state,
    audience: () => readAudienceByState(db, issueId),
    resume: (by_: TestDeps = mended) => resumeIssue(by_, by),
    deliver: (by_: TestDeps = mended) => deliverIssue(by_, issueId),
    pause: () => pauseIssue(deps, { issueId, reason: 'to mend something' }),
    renders: async () =>
      Number((await sql<{ n: string }>`select count(*) as n from renders`.execute(db)).rows[0]!.n),
    senders: async () => [...new Set((await readMailbox(deps)).map(({ from }) => from))],
  };
}

async function expectAllOnce(fixture: Awaited<ReturnType<typeof openFixture>>, readers = READERS) {
  expect(await fixture.audience()).toMatchObject({ total: readers, accepted: readers });
  expect(await fixture.state()).toBe('sent');
  const { accepted, distinct_recipients } = fixture.deps.emulator.ledger();
  expect({ accepted, distinct_recipients }).toEqual({
    accepted: readers,
    distinct_recipients: readers,
  });
}

describe('an issue that a wrong sender has paused', () => {
  it('goes out whole and once when it is corrected and resumed, even next to a process that still has the wrong one', async () => {
    const fixture = await openFixture();
    await fixture.deliver(fixture.deps);
    expect(await fixture.state()).toBe('paused');
    expect(await fixture.audience()).toMatchObject({ accepted: 0, waiting: READERS });
    await fixture.resume();
    await Promise.all([fixture.deliver(fixture.deps), fixture.deliver(), fixture.deliver()]);
    await expectAllOnce(fixture);
    expect(await fixture.senders()).toEqual([RIGHT]);
  });

  it('stays paused, and is not rendered again, if the process that resumed it died before the end', async () => {
    const fixture = await openFixture({ readers: 3 });
    const { db } = fixture;
    await fixture.deliver(fixture.deps);
    await sql`create function die() returns trigger language plpgsql as
      $$ begin raise exception 'killed'; end $$`.execute(db);
    await sql`create trigger dying after insert or update on sendings execute function die()`.execute(
      db,
    );
    await expect(fixture.resume()).rejects.toThrow('killed');
    expect([await fixture.state(), await fixture.renders()]).toEqual(['paused', 1]);
    await sql`drop trigger dying on sendings`.execute(db);
    await fixture.resume();
    await fixture.deliver();
    await expectAllOnce(fixture, 3);
  });

  it('is not paused again by a call that was in flight while it was corrected', async () => {
    const fixture = await openFixture({ readers: 3 });
    const { deps, issueId } = fixture;
    const renders = new CompiledRenders(await ensureRender(deps, issueId));
    const ready = (await sealNextBatch(deps, { issueId, renders })) as Ready;
    await fixture.pause();
    await fixture.resume();
    await submitBatch(deps, ready, { perSecond: null });
    expect(await fixture.state()).toBe('sending');
    const next = (await sealNextBatch(deps, { issueId, renders })) as Ready;
    expect(next.body.toString()).toContain(RIGHT);
    await submitBatch(deps, next, { perSecond: null });
    await fixture.deliver();
    await expectAllOnce(fixture, 3);
  });

  it('gives up what may have gone out with the wrong one, once, and the rest goes on', async () => {
    let calls = 0;
    const fixture = await openFixture({
      submit: async (batch, real) => (++calls === 1 ? LOST : real.submitBatch(batch)),
    });
    const { db, deps, mended, number } = fixture;
    await fixture.deliver(deps);
    expect(await fixture.state()).toBe('paused');
    await fixture.resume();
    await shiftDatabaseClock(db, '2 minutes');
    await fixture.deliver();
    expect(await fixture.state()).toBe('paused');
    await fixture.resume();
    await fixture.deliver();
    expect(await fixture.audience()).toMatchObject({ unknown: 100, accepted: 150 });
    const by = { number, actor: 'Edda', at: deps.now() };
    await resolveIssue(db, { ...by, resolution: 'not-sent' });
    await sendIssueAgain(mended, by);
    await fixture.deliver();
    await expectAllOnce(fixture);
  });

  it('keeps what may have gone out until Resend can say, if the corrected one came with a wrong key', async () => {
    const fixture = await openFixture({ submit: async () => LOST, readers: 3 });
    const { db, answer } = fixture;
    fixture.deps.emulator.setScript({});
    const renders = new CompiledRenders(await ensureRender(fixture.deps, fixture.issueId));
    const { issueId } = fixture;
    const ready = (await sealNextBatch(fixture.deps, { issueId, renders })) as Ready;
    await submitBatch(fixture.deps, ready, { perSecond: null });
    await fixture.pause();
    await fixture.resume();
    await shiftDatabaseClock(db, '2 minutes');
    const message = 'API key is invalid';
    answer.submit = async () => ({ kind: 'misconfigured', name: 'invalid_api_key', message });
    await fixture.deliver();
    expect(await fixture.state()).toBe('paused');
    expect(await fixture.audience()).toMatchObject({ waiting: 3, unknown: 0 });
    answer.submit = (batch, real) => real.submitBatch(batch);
    await fixture.resume();
    await fixture.deliver();
    await expectAllOnce(fixture, 3);
  });

  it('tries readers again whose mails were refused while nobody’s was accepted', async () => {
    const refuse: SubmissionOutcome = { kind: 'refused', name: 'validation_error', message: 'No.' };
    const fixture = await openFixture({ submit: async () => refuse, readers: 12 });
    await fixture.deliver(fixture.deps);
    expect(await fixture.state()).toBe('paused');
    expect((await fixture.audience()).refused).toBeGreaterThanOrEqual(5);
    fixture.answer.submit = (batch, real) => real.submitBatch(batch);
    await fixture.resume();
    await fixture.deliver();
    await expectAllOnce(fixture, 12);
  });
});

describe('a command whose configuration is not the installation’s', () => {
  const OTHER = 'http://localhost:3000';
  const foreign: Record<string, Partial<TestDeps['config']>> = {
    address: { publicUrl: OTHER, installationUrl: OTHER },
    'kind of mail': { mail: 'live' },
  };

  it.each(Object.keys(foreign))(
    'changes nothing about an issue if its %s differs',
    async (what) => {
      const fixture = await openFixture({ readers: 3 });
      const { deps, number } = fixture;
      await fixture.deliver(deps);
      const other = { ...deps, config: { ...deps.config, ...foreign[what] } };
      await expect(fixture.resume(other)).rejects.toThrow('was made for');
      const by = { number, actor: 'Edda', at: deps.now() };
      await expect(sendIssueAgain(other, by)).rejects.toThrow('was made for');
      expect([await fixture.state(), await fixture.renders()]).toEqual(['paused', 1]);
    },
  );
});

describe('what an operator changed while an issue was paused', () => {
  const changes: Record<string, [value: string, sign: string]> = {
    'newsletter-name': ['The Pair Post', 'The Pair Post'],
    'postal-address': ['9 Mended Lane', '9 Mended Lane'],
    'time-zone': ['Pacific/Pago_Pago', '23 November 2026'],
    'reply-to': ['desk@verdicts.example.com', '"reply_to":"desk@'],
    'feedback-id': ['mended', ':mended"'],
  };

  it('is in what had not been sealed and in the archive, and not in bytes whose outcome is unknown', async () => {
    const bodies: string[] = [];
    const fixture = await openFixture({
      async submit(batch, real) {
        bodies.push(Buffer.from(batch.body).toString());
        const outcome = await real.submitBatch(batch);
        if (bodies.length > 1) return outcome;
        await fixture.pause();
        return LOST;
      },
    });
    fixture.deps.emulator.setScript({});
    await deliverIssue(fixture.deps, fixture.issueId, { concurrency: 1 });
    expect(await fixture.state()).toBe('paused');
    for (const [name, [value]] of Object.entries(changes)) {
      await setSetting(fixture.db, { name, value, at: fixture.deps.now() });
    }
    await fixture.resume();
    await shiftDatabaseClock(fixture.db, '2 minutes');
    await fixture.deliver();
    await expectAllOnce(fixture);
    const signs = [RIGHT, ...Object.values(changes).map(([, sign]) => sign)];
    const found = bodies.map((body) => signs.filter((sign) => body.includes(sign)));
    expect(found.map(({ length }) => length).toSorted()).toEqual([0, 0, 6, 6]);
    const page = (await findArchive(fixture.db, fixture.number))!;
    expect(signs.filter((sign) => page.includes(sign))).toEqual(signs.slice(1, 4));
  });

  it('is stored once: resuming without a change stores no new render', async () => {
    const fixture = await openFixture({ readers: 3 });
    await fixture.deliver(fixture.deps);
    await fixture.resume(fixture.deps);
    await fixture.pause();
    await fixture.resume(fixture.deps);
    expect(await fixture.renders()).toBe(1);
  });
});
