import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { findReader, press, signUp } from '../helpers/sign-up';

const deps = await makeDeps(await cloneDatabase());

async function makeLink({ db, now, signer }: TestDeps, reader: string, newEmail?: string) {
  const { id: subscriber_id } = (await findReader(deps, reader))!;
  const kind = newEmail === undefined ? 'manage' : 'address';
  const { id } = await db
    .insertInto('mailed_links')
    .values({ subscriber_id, kind, email: newEmail, made_at: now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `/manage/${signer.sign('m', id)}`;
}

it('an old confirm link to a former address brings nobody back who moved and then left', async () => {
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
