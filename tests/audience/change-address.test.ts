import { describe, expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { mailAddressChanges } from '../../src/audience/mail-address-changes';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { findReader, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';
import { mailsTo } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const deps = await makeDeps(await cloneDatabase());

async function makeLink({ db, now, signer }: TestDeps, reader: string, newEmail?: string) {
  const { id: subscriber_id } = (await findReader(deps, reader))!;
  const kind = newEmail === undefined ? 'manage' : 'address';
  const { id } = await db
    .insertInto('one_time_links')
    .values({ subscriber_id, kind, email: newEmail, made_at: now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `/manage/${signer.sign('m', id)}`;
}

describe('asking to move', async () => {
  await addReaders(deps, 4);
  const idle = { ...deps, runInBackground: () => {} };
  const ask = async (reader: string, email: string) =>
    press(idle, await makeLink(deps, reader), { act: 'address', email });
  const lettersTo = (address: string) => mailsTo(deps, { address, kind: 'address' });

  it('does the same work, writes the same row and says the same, whoever the new address belongs to', async () => {
    await suppressAddress(deps.db, {
      email: 'gone@example.com',
      reason: 'complained',
      installation: deps.installation,
      actor: 'test',
      at: deps.now(),
    });
    const said: string[] = [];
    for (const email of ['free@example.com', 'reader2@example.com', 'gone@example.com']) {
      const { one_time_links: _, ...before } = await readFingerprints(deps.db);
      const answer = await ask('reader1@example.com', email);
      said.push(`${answer.status} ${await answer.text()}`);
      const { one_time_links: __, ...after } = await readFingerprints(deps.db);
      expect(after).toEqual(before);
    }
    expect(new Set(said).size).toBe(1);
    expect(await countWaiting()).toBe(3);
    await mailAddressChanges(deps);
    await sendTransactionalMails(deps);
    expect(await countWaiting()).toBe(0);
    expect(await lettersTo('free@example.com')).toHaveLength(1);
    expect(await lettersTo('reader2@example.com')).toEqual([]);
    expect(await lettersTo('gone@example.com')).toEqual([]);
  });

  it('is kept by the sweep if the process died right after the answer, and mailed once', async () => {
    await ask('reader3@example.com', 'later@example.com');
    await Promise.all([
      mailAddressChanges(deps),
      mailAddressChanges(deps),
      sweepJob.run(deps, deps.now()),
    ]);
    await sendTransactionalMails(deps);
    expect(await lettersTo('later@example.com')).toHaveLength(1);
  });

  it('leads to nothing if the reader has left in the meantime', async () => {
    await ask('reader4@example.com', 'never@example.com');
    const { id } = (await findReader(deps, 'reader4@example.com'))!;
    await unsubscribe(deps.db, {
      subscriberId: id,
      wording: 'test',
      actor: 'test',
      at: deps.now(),
    });
    await mailAddressChanges(deps);
    await sendTransactionalMails(deps);
    expect(await lettersTo('never@example.com')).toEqual([]);
  });

  it('keeps the address that was typed for a month at most, pressed or not', async () => {
    await ask('reader1@example.com', 'typed@example.com');
    await mailAddressChanges(deps);
    deps.clock.advance(31 * 24 * HOUR_MS);
    await sweepJob.run(deps, deps.now());
    const left = deps.db.selectFrom('one_time_links').select('id');
    expect(await left.execute()).toEqual([]);
  });

  async function countWaiting(): Promise<number> {
    const { count } = await deps.db
      .selectFrom('one_time_links')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('is_waiting', '=', true)
      .executeTakeFirstOrThrow();
    return count;
  }
});

it('an old confirm link to a former address never brings back a reader who moved and then left', async () => {
  const old = await signUp(deps, 'old@example.com');
  deps.clock.advance(25 * HOUR_MS);
  await press(deps, (await signUp(deps, 'old@example.com')).path);
  await press(deps, await makeLink(deps, 'old@example.com', 'new@example.com'), { act: 'move' });
  const moved = (await findReader(deps, 'new@example.com'))!;
  await press(deps, `/unsubscribe/${deps.signer.sign('l', moved.id)}`);
  expect((await findReader(deps, 'new@example.com'))!.state).toBe('unsubscribed');
  expect((await press(deps, old.path)).status).toBe(409);
  expect(await findReader(deps, 'old@example.com')).toBeUndefined();
});
