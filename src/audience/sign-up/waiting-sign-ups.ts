import type { Database } from '../../platform/database';
import type { Proof } from './sign-up-limits';

export interface Waiting {
  id: number;
  email: string;
  email_key: string;
  email_hash: Buffer;
  network: string | null;
  proof: Proof;
}

/** Looks for the next one each time, since others answer in the meantime. */
export async function* findAllWaiting(db: Database): AsyncGenerator<number> {
  let next = await findWaiting(db, 0);
  while (next) {
    yield next.id;
    next = await findWaiting(db, next.id);
  }
}

function findWaiting(db: Database, after: number): Promise<{ id: number } | undefined> {
  return db
    .selectFrom('sign_ups')
    .select('id')
    .where('state', '=', 'waiting')
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** Undefined if somebody else has it or had it. */
export async function takeWaiting(tx: Database, id: number): Promise<Waiting | undefined> {
  const row = await tx
    .selectFrom('sign_ups')
    .select(['id', 'email', 'email_key', 'email_hash', 'network', 'proof'])
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row as Waiting | undefined;
}
