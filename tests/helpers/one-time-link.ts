import type { TestDeps } from './deps';
import { findReader } from './sign-up';

/** The path of a link as if it had just been mailed to the reader; to a new address, where one is given. */
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
