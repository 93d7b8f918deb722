import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../src/deliveries/account';
import { getIssue } from '../../src/issues/find';
import type { HandOutcome, Mailer } from '../../src/platform/mailer';
import { setSetting } from '../../src/platform/settings';
import { findArchive } from '../../src/sending/archive';
import { CompiledRenders } from '../../src/sending/compiled-renders';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { handBatch } from '../../src/sending/hand-batch';
import { pauseIssue, resumeIssue } from '../../src/sending/pause';
import { type Ready, sealNextBatch } from '../../src/sending/seal-batch';
import { sendIssueAgain } from '../../src/sending/send-issue-again';
import { settleIssue } from '../../src/sending/settle-issue';
import { ensureRender } from '../../src/sending/stored-render';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { readMailbox } from '../helpers/mailbox';
import { addReaders, planRelease } from '../helpers/week';

const WRONG = 'Verdicts <issues@unverified.example.com>';
const RIGHT = 'Verdicts <issues@verdicts.example.com>';
const LOST: HandOutcome = { kind: 'unknown', detail: 'lost' };
const READERS = 250;

type Hand = (batch: Parameters<Mailer['handBatch']>[0], real: Mailer) => Promise<HandOutcome>;

/** An issue that is sending with a sender whose domain Resend has not verified. */
async function openGround({ hand, readers = READERS }: { hand?: Hand; readers?: number } = {}) {
  const db = await cloneDatabase();
  const bodies = new Map<string, string>();
  const answer: { hand: Hand } = { hand: hand ?? ((batch, real) => real.handBatch(batch)) };
  const deps = await makeDeps(db, {
    config: { mailFrom: WRONG },
    mailer: (real) => ({
      ...real,
      handBatch: (batch) => {
        const body = Buffer.from(batch.body).toString();
        expect(bodies.get(batch.key) ?? body, 'one key, other bytes').toBe(body);
        bodies.set(batch.key, body);
        return answer.hand(batch, real);
      },
    }),
  });
  deps.standIn.setScript({ domain: { name: 'unverified.example.com', status: 'pending' } });
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
    account: () => readAccount(db, issueId),
    resume: (by_: TestDeps = mended) => resumeIssue(by_, by),
    deliver: (by_: TestDeps = mended) => deliverIssue(by_, issueId),
    pause: () => pauseIssue(deps, { issueId, reason: 'to mend something' }),
    renders: async () =>
      Number((await sql<{ n: string }>`select count(*) as n from renders`.execute(db)).rows[0]!.n),
    senders: async () => [...new Set((await readMailbox(deps)).map(({ from }) => from))],
  };
}

async function expectAllOnce(ground: Awaited<ReturnType<typeof openGround>>, readers = READERS) {
  expect(await ground.account()).toMatchObject({ total: readers, accepted: readers });
  expect(await ground.state()).toBe('sent');
  const { accepted, distinct_recipients } = ground.deps.standIn.ledger();
  expect({ accepted, distinct_recipients }).toEqual({
    accepted: readers,
    distinct_recipients: readers,
  });
}

describe('an issue that a wrong sender has paused', () => {
  it('goes out whole and once when it is mended and resumed, also beside a process that has the wrong one still', async () => {
    const ground = await openGround();
    await ground.deliver(ground.deps);
    expect(await ground.state()).toBe('paused');
    expect(await ground.account()).toMatchObject({ accepted: 0, waiting: READERS });
    await ground.resume();
    await Promise.all([ground.deliver(ground.deps), ground.deliver(), ground.deliver()]);
    await expectAllOnce(ground);
    expect(await ground.senders()).toEqual([RIGHT]);
  });

  it('stays paused, and is not rendered anew, where whoever resumed it died before the end', async () => {
    const ground = await openGround({ readers: 3 });
    const { db } = ground;
    await ground.deliver(ground.deps);
    await sql`create function die() returns trigger language plpgsql as
      $$ begin raise exception 'killed'; end $$`.execute(db);
    await sql`create trigger dying after insert or update on sendings execute function die()`.execute(
      db,
    );
    await expect(ground.resume()).rejects.toThrow('killed');
    expect([await ground.state(), await ground.renders()]).toEqual(['paused', 1]);
    await sql`drop trigger dying on sendings`.execute(db);
    await ground.resume();
    await ground.deliver();
    await expectAllOnce(ground, 3);
  });

  it('is not paused again by a call that was on its way while it was mended', async () => {
    const ground = await openGround({ readers: 3 });
    const { deps, issueId } = ground;
    const renders = new CompiledRenders(await ensureRender(deps, issueId));
    const ready = (await sealNextBatch(deps, { issueId, renders })) as Ready;
    await ground.pause();
    await ground.resume();
    await handBatch(deps, ready, { perSecond: null });
    expect(await ground.state()).toBe('sending');
    const next = (await sealNextBatch(deps, { issueId, renders })) as Ready;
    expect(next.body.toString()).toContain(RIGHT);
    await handBatch(deps, next, { perSecond: null });
    await ground.deliver();
    await expectAllOnce(ground, 3);
  });

  it('gives up what may have gone out with the wrong one, once, and the rest goes on', async () => {
    let calls = 0;
    const ground = await openGround({
      hand: async (batch, real) => (++calls === 1 ? LOST : real.handBatch(batch)),
    });
    const { db, deps, mended, number } = ground;
    await ground.deliver(deps);
    expect(await ground.state()).toBe('paused');
    await ground.resume();
    await shiftDatabaseClock(db, '2 minutes');
    await ground.deliver();
    expect(await ground.state()).toBe('paused');
    await ground.resume();
    await ground.deliver();
    expect(await ground.account()).toMatchObject({ unknown: 100, accepted: 150 });
    const by = { number, actor: 'Edda', at: deps.now() };
    await settleIssue(db, { ...by, said: 'not-sent' });
    await sendIssueAgain(mended, by);
    await ground.deliver();
    await expectAllOnce(ground);
  });

  it('keeps what may have gone out until Resend can say, where the mended one came with a wrong key', async () => {
    const ground = await openGround({ hand: async () => LOST, readers: 3 });
    const { db, answer } = ground;
    ground.deps.standIn.setScript({});
    const renders = new CompiledRenders(await ensureRender(ground.deps, ground.issueId));
    const { issueId } = ground;
    const ready = (await sealNextBatch(ground.deps, { issueId, renders })) as Ready;
    await handBatch(ground.deps, ready, { perSecond: null });
    await ground.pause();
    await ground.resume();
    await shiftDatabaseClock(db, '2 minutes');
    const message = 'API key is invalid';
    answer.hand = async () => ({ kind: 'misconfigured', name: 'invalid_api_key', message });
    await ground.deliver();
    expect(await ground.state()).toBe('paused');
    expect(await ground.account()).toMatchObject({ waiting: 3, unknown: 0 });
    answer.hand = (batch, real) => real.handBatch(batch);
    await ground.resume();
    await ground.deliver();
    await expectAllOnce(ground, 3);
  });

  it('tries those again whose mails were refused while nobody’s was taken', async () => {
    const refuse: HandOutcome = { kind: 'refused', name: 'validation_error', message: 'No.' };
    const ground = await openGround({ hand: async () => refuse, readers: 12 });
    await ground.deliver(ground.deps);
    expect(await ground.state()).toBe('paused');
    expect((await ground.account()).refused).toBeGreaterThanOrEqual(5);
    ground.answer.hand = (batch, real) => real.handBatch(batch);
    await ground.resume();
    await ground.deliver();
    await expectAllOnce(ground, 12);
  });
});

describe('a command whose configuration is not the installation’s', () => {
  const OTHER = 'http://localhost:3000';
  const foreign: Record<string, Partial<TestDeps['config']>> = {
    address: { publicUrl: OTHER, installationUrl: OTHER },
    'kind of mail': { mail: 'live' },
  };

  it.each(Object.keys(foreign))(
    'changes nothing about an issue where its %s is another',
    async (what) => {
      const ground = await openGround({ readers: 3 });
      const { deps, number } = ground;
      await ground.deliver(deps);
      const other = { ...deps, config: { ...deps.config, ...foreign[what] } };
      await expect(ground.resume(other)).rejects.toThrow('was made for');
      const by = { number, actor: 'Edda', at: deps.now() };
      await expect(sendIssueAgain(other, by)).rejects.toThrow('was made for');
      expect([await ground.state(), await ground.renders()]).toEqual(['paused', 1]);
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
    const ground = await openGround({
      async hand(batch, real) {
        bodies.push(Buffer.from(batch.body).toString());
        const outcome = await real.handBatch(batch);
        if (bodies.length > 1) return outcome;
        await ground.pause();
        return LOST;
      },
    });
    ground.deps.standIn.setScript({});
    await deliverIssue(ground.deps, ground.issueId, { atOnce: 1 });
    expect(await ground.state()).toBe('paused');
    for (const [name, [value]] of Object.entries(changes)) {
      await setSetting(ground.db, { name, value, at: ground.deps.now() });
    }
    await ground.resume();
    await shiftDatabaseClock(ground.db, '2 minutes');
    await ground.deliver();
    await expectAllOnce(ground);
    const signs = [RIGHT, ...Object.values(changes).map(([, sign]) => sign)];
    const found = bodies.map((body) => signs.filter((sign) => body.includes(sign)));
    expect(found.map(({ length }) => length).toSorted()).toEqual([0, 0, 6, 6]);
    const page = (await findArchive(ground.db, ground.number))!;
    expect(signs.filter((sign) => page.includes(sign))).toEqual(signs.slice(1, 4));
  });

  it('is stored once: resuming without a change renders nothing anew', async () => {
    const ground = await openGround({ readers: 3 });
    await ground.deliver(ground.deps);
    await ground.resume(ground.deps);
    await ground.pause();
    await ground.resume(ground.deps);
    expect(await ground.renders()).toBe(1);
  });
});
