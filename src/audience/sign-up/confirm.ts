import { type Database, inTransaction } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { lockReaderOfAttempt } from '../lock-reader';
import { isSecretOf } from './browser-secret';
import { joinReader } from './join';
import { deadLink, type OpenAttempt, openAttempts } from './open-attempt';
import { readUsedAttempt } from './used-attempt';

interface Confirmation {
  signUpId: number;
  installation: Installation;
  /** From the cookie of the browser that confirms. */
  browserSecret: string | undefined;
  /** The words agreed to; null without agreement. */
  wording: { newsletter: string; opens: string | null };
  at: Date;
}

interface Confirmed extends Pick<OpenAttempt, 'email' | 'email_key' | 'email_hash'> {
  subscriberId: number;
  joined: boolean;
}

/**
 * Once, within 48 hours, and only if the address hasn't been unsubscribed, suppressed or erased
 * since. Undefined if the link has done so before and its reader is still on the list.
 */
export async function confirmSignUp(
  db: Database,
  { signUpId, installation, browserSecret, wording, at }: Confirmation,
): Promise<Confirmed | undefined> {
  return inTransaction(db, async (tx) => {
    await lockReaderOfAttempt(tx, signUpId);
    const row = await openAttempts(tx, signUpId, at).forUpdate('sign_ups').executeTakeFirst();
    if (!row) {
      await readUsedAttempt(tx, { signUpId, at });
      return undefined;
    }
    const attempt = row as OpenAttempt;
    const { subscriberId, became } = await joinReader(tx, { attempt, installation, wording, at });
    if (became === 'left-since') throw deadLink();
    const { email, email_key, email_hash } = attempt;
    const isSame = isSecretOf(browserSecret, attempt.browser_hash);
    await closeAttempt(tx, attempt, { subscriberId, isSame, at });
    return { email, email_key, email_hash, subscriberId, joined: became === 'joined' };
  });
}

/**
 * Keeps the moment and whether the browser was the same; until the link lapses also whose it is, so
 * that the page can repeat its answer.
 */
async function closeAttempt(
  tx: Database,
  { id }: OpenAttempt,
  { subscriberId, isSame, at }: { subscriberId: number; isSame: boolean; at: Date },
): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({
      state: 'confirmed',
      confirmed_at: at,
      same_browser: isSame,
      subscriber_id: subscriberId,
      email: null,
      email_key: null,
      email_hash: null,
      network: null,
    })
    .where('id', '=', id)
    .execute();
}
