import { expect, it } from 'vitest';
import { eraseReader } from '../../src/audience/erase';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { forgetErasedAddresses } from '../../src/deliveries/forget-addresses';
import { moveIssue } from '../../src/issues/move';
import { CompiledRenders } from '../../src/rendering/compiled-renders';
import { ensureRender } from '../../src/rendering/stored-render';
import { sealNextBatch } from '../../src/sending/batches/seal-batch';
import { sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { findReader } from '../helpers/fixtures/sign-up';
import { addReaders, planRelease } from '../helpers/fixtures/week';

it('an erased reader’s address is cleared when the key of their batch has expired, even while the issue is paused', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 3);
  const issue = await planRelease(deps);
  const renders = new CompiledRenders(await ensureRender(deps, issue.id));
  await sealNextBatch(deps, { issueId: issue.id, renders });
  await moveIssue(db, { issueId: issue.id, to: 'paused', actor: 'Edda', at: deps.now() });
  const { id } = (await findReader(deps, 'reader2@example.com'))!;
  await eraseReader(db, { subscriberId: id, actor: 'reader', at: deps.now() });
  const known = async () => {
    await sweepIssues(deps);
    await forgetErasedAddresses(db);
    const rows = await db.selectFrom('deliveries').select('email').orderBy('id').execute();
    return rows.map(({ email }) => email !== null);
  };
  await shiftDatabaseClock(db, '22 hours 58 minutes');
  expect(await known()).toEqual([true, true, true]);
  await shiftDatabaseClock(db, '23 hours 2 minutes');
  expect(await known()).toEqual([true, false, true]);
  expect(await readAudienceByState(db, issue.id)).toMatchObject({ unknown: 3, waiting: 0 });
});
