import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';
import { withdrawMailTo } from '../platform/outbox';
import { toMailable } from './address';
import { forgetMailbox } from './mailbox';

/**
 * Forgets a reader: address, preferences and open links go; the keyed hash stays as a suppression, so
 * that the address never gets anything again; deliveries and votes stay, belonging to nobody.
 */
export async function eraseReader(
  db: Database,
  { subscriberId, actor, at }: { subscriberId: number; actor: string; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const reader = await tx
      .selectFrom('subscribers')
      .select(['email', 'email_key', 'email_hash'])
      .where('id', '=', subscriberId)
      .where('state', '<>', 'erased')
      .forUpdate()
      .executeTakeFirst();
    if (!reader) return;
    const { email, email_key, email_hash } = reader as {
      email: string;
      email_key: string;
      email_hash: Buffer;
    };
    await tx
      .insertInto('suppressions')
      .values({ email_hash, reason: 'erased', actor, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx.deleteFrom('sign_ups').where('email_hash', '=', email_hash).execute();
    await tx.deleteFrom('mailed_links').where('subscriber_id', '=', subscriberId).execute();
    await forgetMailbox(tx, subscriberId);
    await clearReader(tx, { subscriberId, at });
    const subject = 'newsletter';
    const said = { subscriber_id: subscriberId, at, subject, given: false, actor } as const;
    await tx
      .insertInto('consents')
      .values({ ...said, wording: 'Erase everything you know of me.' })
      .execute();
    // Last: what wrote a mail meanwhile held an attempt or a link that was waited for above.
    await withdrawMailTo(tx, { address: toMailable({ email, email_key }), reason: 'erased' });
  });
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
      opens_consent_at: null,
      opens_refused_at: null,
      plain_links: false,
      topics: null,
      paused_until: null,
      paused_issues: 0,
    })
    .where('id', '=', subscriberId)
    .execute();
  await sql`update departures set reason = null, undo_hash = null
    where subscriber_id = ${subscriberId}`.execute(tx);
}
