import { type Database, inTransaction } from '../../platform/database';
import { DAY_MS } from '../../platform/durations';
import type { Installation } from '../../platform/installation';
import { Refusal } from '../../platform/refusal';
import { requireCleanLine } from '../../platform/text/clean-text';
import { hashAddress, readAddress } from '../address';
import { SUPPRESSION_LINK } from '../refusal-words';
import { readSubscription, type Subscription } from '../subscription';
import type { SuppressionReason } from './suppress';

interface Lift {
  /** Kept in the history. */
  actor: string;
  why: string;
  at: Date;
}

export interface Lifted {
  /** Why the address was suppressed. */
  reason: SuppressionReason;
  /** Null if no reader on file has the address. */
  subscription: Subscription | null;
}

interface LiftFilter {
  emailHash: Buffer;
  except?: SuppressionReason;
  /** Only a suppression asked for by these. */
  only?: string;
}

const MAX_CHARACTERS = 300;
const LIFTS_PER_DAY = 5;

/** For staff; refuses if there is none. */
export async function liftSuppression(
  db: Database,
  { email, installation, ...lift }: Lift & { email: string; installation: Installation },
): Promise<Lifted> {
  const address = readAddress(email);
  if (typeof address === 'string') throw new Refusal('invalid', `Not lifted: ${address}.`);
  const why = requireCleanLine('The reason', lift.why);
  if (why === '' || why.length > MAX_CHARACTERS)
    throw new Refusal('invalid', `Say why, in 1 to ${MAX_CHARACTERS} characters.`);
  const emailHash = hashAddress(installation.address_key, address.email_key);
  return inTransaction(db, async (tx) => {
    const reason = await liftHash(tx, { ...lift, why, emailHash });
    if (!reason)
      throw new Refusal('missing', 'This address is not suppressed, so nothing was lifted.');
    const reader = await tx
      .selectFrom('subscribers')
      .select('id')
      .where('email_hash', '=', emailHash)
      .executeTakeFirst();
    const subscription =
      reader && (await readSubscription(tx, { subscriberId: reader.id, at: lift.at }));
    return { reason, subscription: subscription ?? null };
  });
}

/**
 * After a confirmation from the mailbox itself. Lifts any reason but `asked`; whether there was
 * one.
 */
export async function liftByConfirmation(
  tx: Database,
  { email_hash, at }: { email_hash: Buffer; at: Date },
): Promise<boolean> {
  const lift = { actor: 'reader', why: 'signed up again and confirmed', at };
  const reason = await liftHash(tx, { ...lift, emailHash: email_hash, except: 'asked' });
  return reason !== undefined;
}

/** By the link that asked for it; five times a day. */
export async function liftByReader(
  tx: Database,
  { emailHash, at }: { emailHash: Buffer; at: Date },
): Promise<void> {
  const lift = { actor: 'reader', why: 'undone with the link in the email', at };
  if (!(await liftHash(tx, { ...lift, emailHash, only: 'reader' }))) return;
  const { lifts } = await tx
    .selectFrom('suppression_lifts')
    .select(({ fn }) => fn.countAll<number>().as('lifts'))
    .where('email_hash', '=', emailHash)
    .where('lifted_by', '=', 'reader')
    .where('lifted_at', '>', new Date(at.getTime() - DAY_MS))
    .executeTakeFirstOrThrow();
  if (lifts <= LIFTS_PER_DAY) return;
  throw new Refusal('too-many', SUPPRESSION_LINK.tooMany(LIFTS_PER_DAY));
}

async function liftHash(
  tx: Database,
  { emailHash, actor, why, at, except, only }: Lift & LiftFilter,
): Promise<SuppressionReason | undefined> {
  const row = await tx
    .deleteFrom('suppressions')
    .where('email_hash', '=', emailHash)
    .$if(except !== undefined, (gone) => gone.where('reason', '<>', except!))
    .$if(only !== undefined, (gone) =>
      gone.where('reason', '=', 'asked').where('actor', '=', only!),
    )
    .returning(['reason', 'at', 'actor'])
    .executeTakeFirst();
  if (!row) return undefined;
  // No hash of an erased reader who comes back stays next to the new address.
  const email_hash = row.reason === 'erased' ? null : emailHash;
  const was = { reason: row.reason, suppressed_at: row.at, suppressed_by: row.actor };
  await tx
    .insertInto('suppression_lifts')
    .values({ email_hash, ...was, lifted_at: at, lifted_by: actor, why })
    .execute();
  return row.reason;
}
