import type { TestDeps } from './deps';
import { findReader } from './sign-up';

/** As if the link had just been mailed to the reader, or to a new address if given. */
export async function makeLink(deps: TestDeps, reader: string, newEmail?: string): Promise<string> {
  const { id: subscriber_id } = (await findReader(deps, reader))!;
  const kind = newEmail === undefined ? 'manage' : 'address';
  const { id } = await deps.db
    .insertInto('one_time_links')
    .values({ subscriber_id, kind, email: newEmail, made_at: deps.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `/manage/${deps.signer.sign('m', id)}`;
}
