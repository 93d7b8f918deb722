import { type Database, inTransaction } from '../../platform/database';
import { DAY_MS, MINUTE_MS } from '../../platform/durations';
import { Refusal } from '../../platform/refusal';
import { lockReaderConfirmedBy } from '../lock-reader';
import { allowOpenTracking, countOpenConsents } from '../open-tracking';
import { OPENS } from '../refusal-words';
import { isSecretOf } from './browser-secret';

const KNOWN_MS = 30 * MINUTE_MS;
const CONSENTS_PER_DAY = 5;

interface BrowserAttempt {
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
 * Signed up and confirmed by this browser within half an hour, and still on the list. Anybody else
 * with the link finds nothing.
 */
export async function findConfirmedHere(
  db: Database,
  { signUpId, browserSecret, at }: BrowserAttempt,
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
 * In the browser that signed up. A second yes changes nothing. Refuses a sixth change to
 * yes in a day: a no is never refused, and alternating they would add rows without end.
 */
export async function agreeWhereConfirmed(db: Database, here: BrowserAttempt): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockReaderConfirmedBy(tx, here.signUpId);
    const found = await findConfirmedHere(tx, here);
    if (!found) throw new Refusal('conflict', OPENS.tooLate);
    const { subscriberId, opens_consent_at } = found;
    if (opens_consent_at) return;
    const since = new Date(here.at.getTime() - DAY_MS);
    if ((await countOpenConsents(tx, { subscriberId, since })) >= CONSENTS_PER_DAY)
      throw new Refusal('too-many', OPENS.tooOften(CONSENTS_PER_DAY));
    await allowOpenTracking(tx, { subscriberId, at: here.at });
  });
}
