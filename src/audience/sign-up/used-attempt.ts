import type { Database } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { type Coming, isComing, readComing } from '../coming';
import { deadLink, LIFE_MS, stoppedByNever } from './open-attempt';

interface Asked {
  signUpId: number;
  at: Date;
}

/**
 * For as long as the link would have worked. Otherwise, or if nothing comes to that reader any
 * more, throws what is true instead.
 */
export async function readUsedAttempt(db: Database, { signUpId, at }: Asked): Promise<Coming> {
  const used = await db
    .selectFrom('sign_ups')
    .leftJoin('suppressions', 'suppressions.email_hash', 'sign_ups.email_hash')
    .select(['sign_ups.subscriber_id', 'suppressions.reason', 'suppressions.actor'])
    .where('sign_ups.id', '=', signUpId)
    .where('sign_ups.requested_at', '>', new Date(at.getTime() - LIFE_MS))
    .executeTakeFirst();
  if (used?.reason === 'asked' && used.actor === 'reader') throw stoppedByNever();
  if (!used?.subscriber_id) throw deadLink();
  const coming = await readComing(db, { subscriberId: used.subscriber_id, at });
  if (isComing(coming)) return coming;
  throw new Refusal('conflict', coming.kind === 'left' ? LEFT_SINCE : STOPPED_SINCE);
}

const LEFT_SINCE =
  'This link has been used, and the address was taken off the list since. It does not bring it back: for that you can sign up again on the home page.';
const STOPPED_SINCE =
  'This link has been used, and mail to the address was stopped since: nothing comes to it.';

/** Once their links would have lapsed. */
export async function forgetUsedAttempts(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .updateTable('sign_ups')
    .set({ subscriber_id: null })
    .where('subscriber_id', 'is not', null)
    .where('requested_at', '<=', new Date(at.getTime() - LIFE_MS))
    .execute();
}
