import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { cloneDatabase } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { findReader, postSignUp, press } from '../helpers/fixtures/sign-up';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { mailsTo, readMailbox } from '../helpers/mailbox';

const POISON = 'poison@example.com';

/** Makes every change to this address's row fail, like a bug in the program. */
async function poison({ db }: TestDeps, table: 'sign_ups' | 'one_time_links'): Promise<void> {
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'poisoned' using errcode = 'XX000'; end $$`.execute(db);
  await sql`create trigger refuse before update on ${sql.table(table)} for each row
    when (old.email = ${sql.lit(POISON)}) execute function refuse()`.execute(db);
}

async function askToMove(deps: TestDeps, reader: string, email: string): Promise<void> {
  const { id: subscriber_id } = (await findReader(deps, reader))!;
  const { id } = await deps.db
    .insertInto('one_time_links')
    .values({ subscriber_id, kind: 'manage', made_at: deps.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  const path = `/manage/${deps.signer.sign('m', id)}`;
  await press({ ...deps, runInBackground: () => {} }, path, { act: 'address', email });
}

it('an issue that fails each time holds up no transactional mail and no alert', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 1);
  await planRelease(deps);
  await postSignUp({ ...deps, runInBackground: () => {} }, 'ada@example.com');
  deps.enqueue = () => Promise.reject(new Error('this issue fails'));
  await expect(sweepJob.run(deps, deps.now())).rejects.toThrow('this issue fails');
  expect(await mailsTo(deps, { address: 'ada@example.com', kind: 'confirm' })).toHaveLength(1);
});

it('a sign-up that cannot be answered blocks none behind it, and is reported at the end', async () => {
  const deps = await makeDeps(await cloneDatabase());
  for (const email of [POISON, 'ada@example.com'])
    await postSignUp({ ...deps, runInBackground: () => {} }, email);
  await poison(deps, 'sign_ups');
  await expect(sweepJob.run(deps, deps.now())).rejects.toThrow('poisoned');
  expect((await readMailbox(deps)).map(({ to }) => to)).toEqual([['ada@example.com']]);
});

it('with one such sign-up waiting, somebody who signs up gets the mail right after the answer', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await postSignUp({ ...deps, runInBackground: () => {} }, POISON);
  await poison(deps, 'sign_ups');
  await postSignUp(deps, 'ada@example.com');
  await deps.settle();
  expect((await readMailbox(deps)).map(({ to }) => to)).toEqual([['ada@example.com']]);
});

it('a move that cannot be answered blocks none behind it, and is reported at the end', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 2);
  await askToMove(deps, 'reader1@example.com', POISON);
  await askToMove(deps, 'reader2@example.com', 'new@example.com');
  await poison(deps, 'one_time_links');
  await expect(sweepJob.run(deps, deps.now())).rejects.toThrow('poisoned');
  expect((await readMailbox(deps)).map(({ to }) => to)).toEqual([['new@example.com']]);
});
