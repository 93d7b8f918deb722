import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { isSecretOf } from './browser-secret';
import { lockReaderConfirmedBy } from './lock-reader';
import { agreeToOpens } from './opens';

const KNOWN_MS = 30 * 60 * 1000;

interface Here {
  signUpId: number;
  /** From the cookie of the browser that asks. */
  browserSecret: string | undefined;
  at: Date;
}

interface ConfirmedHere {
  subscriberId: number;
  opens_consent_at: Date | null;
}

/**
 * The reader whom this browser signed up and confirmed within half an hour, while they are on the
 * list. Whoever else holds the link finds nothing.
 */
export async function findConfirmedHere(
  db: Database,
  { signUpId, browserSecret, at }: Here,
): Promise<ConfirmedHere | undefined> {
  const attempt = await db
    .selectFrom('sign_ups')
    .innerJoin('subscribers', 'subscribers.id', 'sign_ups.subscriber_id')
    .select(['sign_ups.browser_hash', 'subscribers.id', 'subscribers.opens_consent_at'])
    .where('sign_ups.id', '=', signUpId)
    .where('sign_ups.same_browser', '=', true)
    .where('sign_ups.confirmed_at', '>', new Date(at.getTime() - KNOWN_MS))
    .where('subscribers.state', '=', 'confirmed')
    .executeTakeFirst();
  if (!attempt || !isSecretOf(browserSecret, attempt.browser_hash)) return undefined;
  return { subscriberId: attempt.id, opens_consent_at: attempt.opens_consent_at };
}

/**
 * Takes a yes to open tracking on the page that follows a confirmation, in the browser that signed up.
 * A second yes changes nothing.
 */
export async function agreeWhereConfirmed(db: Database, here: Here): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockReaderConfirmedBy(tx, here.signUpId);
    const found = await findConfirmedHere(tx, here);
    if (!found) throw tooLate();
    await agreeToOpens(tx, { subscriberId: found.subscriberId, at: here.at });
  });
}

function tooLate(): Refusal {
  return new Refusal(
    'conflict',
    'On this page it can be said only in the browser that signed up, for 30 minutes. You can say yes at any time by “Pause or change” at the foot of any issue.',
  );
}
