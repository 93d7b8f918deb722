import { type Database, inTransaction } from '../platform/database';
import type { Installation } from '../platform/installation';
import { isSecretOf } from './browser-secret';
import { joinReader } from './join';
import { deadLink, type OpenAttempt, openAttempts } from './open-attempt';

interface Confirmation {
  signUpId: number;
  installation: Installation;
  /** From the cookie of the browser that confirms. */
  browserSecret: string | undefined;
  /** The words agreed to; null where the reader did not agree. */
  wording: { newsletter: string; opens: string | null };
  at: Date;
}

/**
 * Makes a reader of who asked, once, within 48 hours, and only where the address has not been
 * unsubscribed since, suppressed or erased. Says which reader joined, null where they were one
 * already, and the address it goes to.
 */
export async function confirmSignUp(
  db: Database,
  { signUpId, installation, browserSecret, wording, at }: Confirmation,
): Promise<{ email: string; email_key: string; joinedAs: number | null }> {
  return inTransaction(db, async (tx) => {
    const row = await openAttempts(tx, signUpId, at).forUpdate('sign_ups').executeTakeFirst();
    if (!row) throw deadLink();
    const attempt = row as OpenAttempt;
    const joinedAs = await joinReader(tx, { attempt, installation, wording, at });
    if (joinedAs === 'left-since') throw deadLink();
    const { email, email_key } = attempt;
    await closeAttempt(tx, attempt, {
      isSame: isSecretOf(browserSecret, attempt.browser_hash),
      at,
    });
    return { email, email_key, joinedAs };
  });
}

/** What is left of a used attempt is that it was confirmed, when, and whether in the same browser. */
async function closeAttempt(
  tx: Database,
  { id }: OpenAttempt,
  { isSame, at }: { isSame: boolean; at: Date },
): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({
      state: 'confirmed',
      confirmed_at: at,
      same_browser: isSame,
      email: null,
      email_key: null,
      email_hash: null,
      network: null,
    })
    .where('id', '=', id)
    .execute();
}
