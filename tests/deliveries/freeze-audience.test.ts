import { expect, it } from 'vitest';
import { importReaders } from '../../src/audience/lists/import-readers';
import { freezeAudience } from '../../src/deliveries/freeze-audience';
import { inTransaction } from '../../src/platform/database';
import { planDueIssues } from '../../src/sending/plan';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, openDraft, planRelease, releaseDraft } from '../helpers/fixtures/week';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const deps = await makeDeps(db);
const issue = await openDraft(deps);
await restoreBeforeEach(db);

it('every confirmed reader gets exactly one delivery, in batches of at most a hundred', async () => {
  await addReaders(deps, 250);
  expect(
    await inTransaction(db, (tx) =>
      freezeAudience(tx, { issueId: issue.id, ownVotes: null, at: deps.now() }),
    ),
  ).toBe(250);
  const sizes = await db
    .selectFrom('deliveries')
    .select(({ fn }) => ['batch_id', fn.countAll<number>().as('size')])
    .groupBy('batch_id')
    .orderBy('batch_id')
    .execute();
  expect(sizes.map((row) => row.size)).toEqual([100, 100, 50]);
});

it('readers who join while an audience is frozen never push out somebody who was there', async () => {
  await addReaders(deps, 250);
  const newcomers = Array.from({ length: 8 }, (_, n) => addReaders(deps, 300, `newcomer${n}-`));
  const frozen = await inTransaction(db, async (tx) => {
    const before = await tx
      .selectFrom('subscribers')
      .select('id')
      .where('state', '=', 'confirmed')
      .execute();
    await freezeAudience(tx, { issueId: issue.id, ownVotes: null, at: deps.now() });
    return before;
  });
  await Promise.all(newcomers);
  const got = new Set(
    (await db.selectFrom('deliveries').select('subscriber_id').execute()).map(
      (row) => row.subscriber_id,
    ),
  );
  expect(frozen.filter(({ id }) => !got.has(id))).toEqual([]);
});

it('a mailbox that deliveries name cannot be deleted, although no foreign key says so', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 1);
  await planRelease(deps);
  await expect(db.deleteFrom('mailboxes').execute()).rejects.toThrow('a mailbox is never deleted');
});

it('a reader imported after the release has no vote in that issue’s ballot, however old their consent', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const csv = (name: string) => `email,confirmed_at\n${name}@example.com,2024-05-06\n`;
  const { installation } = deps;
  const by = { consent: 'at a fair', installation, actor: 'test' };
  await importReaders(db, { csv: csv('before'), ...by, at: deps.now() });
  await releaseDraft(deps);
  deps.clock.advance(HOUR_MS);
  await importReaders(db, { csv: csv('after'), ...by, at: deps.now() });
  await planDueIssues(db, { actor: 'send-due', at: deps.now() });
  const late = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'subscriber_id')
    .select(['subscribers.email', 'joined_late'])
    .orderBy('subscribers.id')
    .execute();
  expect(late).toEqual([
    { email: 'before@example.com', joined_late: false },
    { email: 'after@example.com', joined_late: true },
  ]);
});
