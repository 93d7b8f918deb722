import { type NotNull, sql } from 'kysely';
import { refuseMailTo } from '../mail/outbox';
import { type Database, inTransaction } from '../platform/database';
import { toMailable } from './address';
import { forgetMailbox } from './mailbox';
import { deleteOneTimeLinks } from './one-time-links';
import { NO_CHOICES } from './preferences';
import { keepSuppressed } from './suppression/suppress';
import { ERASE_WORDING } from './wording';

/**
 * The keyed hash stays as a suppression, until somebody signs up with the address and confirms from
 * its mailbox. Deliveries and votes stay, belonging to nobody.
 */
export async function eraseReader(
  db: Database,
  { subscriberId, actor, at }: { subscriberId: number; actor: string; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const reader = await lockUnerased(tx, subscriberId);
    if (!reader) return;
    const { email_hash } = reader;
    await suppressErased(tx, { email_hash, actor, at });
    await deleteAttempts(tx, { email_hash, subscriberId });
    await deleteOneTimeLinks(tx, subscriberId);
    await forgetMailbox(tx, subscriberId);
    await clearReader(tx, { subscriberId, at });
    await logErasure(tx, { subscriberId, actor, at });
    // Last: a mail written in the meantime held an attempt or a link that was waited for above.
    await refuseMailTo(tx, { subscriberId, address: toMailable(reader), reason: 'erased' });
  });
}

function lockUnerased(tx: Database, subscriberId: number) {
  return tx
    .selectFrom('subscribers')
    .select(['email', 'email_key', 'email_hash'])
    .where('id', '=', subscriberId)
    .where('state', '<>', 'erased')
    .forUpdate()
    .$narrowType<{ email: NotNull; email_key: NotNull; email_hash: NotNull }>()
    .executeTakeFirst();
}

async function suppressErased(
  tx: Database,
  { email_hash, actor, at }: { email_hash: Buffer; actor: string; at: Date },
): Promise<void> {
  await keepSuppressed(tx, [email_hash]);
  await tx
    .insertInto('suppressions')
    .values({ email_hash, reason: 'erased', actor, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function deleteAttempts(
  tx: Database,
  { email_hash, subscriberId }: { email_hash: Buffer; subscriberId: number },
): Promise<void> {
  await tx
    .deleteFrom('sign_ups')
    .where(({ eb, or }) =>
      or([eb('email_hash', '=', email_hash), eb('subscriber_id', '=', subscriberId)]),
    )
    .execute();
}

async function clearReader(
  tx: Database,
  { subscriberId, at }: { subscriberId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('subscribers')
    .set({
      state: 'erased',
      erased_at: at,
      email: null,
      email_key: null,
      email_hash: null,
      unsubscribed_at: null,
      ...NO_CHOICES,
    })
    .where('id', '=', subscriberId)
    .execute();
  await sql`update unsubscribes set reason = null, undo_hash = null
    where subscriber_id = ${subscriberId}`.execute(tx);
}

async function logErasure(
  tx: Database,
  { subscriberId, actor, at }: { subscriberId: number; actor: string; at: Date },
): Promise<void> {
  const consent = { subscriber_id: subscriberId, at, subject: 'newsletter', given: false } as const;
  await tx
    .insertInto('consents')
    .values({ ...consent, wording: ERASE_WORDING, actor })
    .execute();
}
