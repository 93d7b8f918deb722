import type { Database } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { ensureMailbox, hashMailbox } from '../mailbox';
import { allowOpenTracking } from '../open-tracking';
import { liftByConfirmation } from '../suppression/lift-suppression';
import type { OpenAttempt } from './open-attempt';

interface Joining {
  attempt: OpenAttempt;
  installation: Installation;
  wording: { newsletter: string; opens: string | null };
  at: Date;
}

interface Joined {
  subscriberId: number;
  became: 'joined' | 'known' | 'left-since';
}

/**
 * A reader already on the list only gains a yes to opens; one who left since the attempt stays
 * away. Lifts a suppression that its mail was written in spite of.
 */
export async function joinReader(
  tx: Database,
  { attempt, installation, wording, at }: Joining,
): Promise<Joined> {
  const { email, email_key, email_hash, requested_at } = attempt;
  const mailbox_id = await ensureMailbox(tx, hashMailbox(installation, email_key));
  const isBack = attempt.lifts_suppression && (await liftByConfirmation(tx, { email_hash, at }));
  const fresh = {
    email,
    state: 'confirmed',
    confirmed_at: at,
    unsubscribed_at: null,
    opens_consent_at: wording.opens === null ? null : at,
    // A no stands until a yes replaces it, also for readers who come back.
    ...(wording.opens === null ? {} : { opens_refused_at: null }),
    paused_until: null,
    paused_issues: 0,
  } as const;
  const reader = await tx
    .insertInto('subscribers')
    .values({ ...fresh, email_key, email_hash, mailbox_id, created_at: at })
    .onConflict((conflict) =>
      conflict
        .column('email_key')
        .doUpdateSet(fresh)
        .where(({ or, and, eb, val }) =>
          or([
            and([
              eb('subscribers.state', '=', 'unsubscribed'),
              eb('subscribers.unsubscribed_at', '<', requested_at),
            ]),
            // Nothing came to a suppressed reader, so confirming again is joining again.
            and([eb('subscribers.state', '=', 'confirmed'), eb(val(isBack), '=', true)]),
          ]),
        ),
    )
    .returning('id')
    .executeTakeFirst();
  if (!reader) return keepKnown(tx, { email_key, wording, at });
  await logConsents(tx, { subscriberId: reader.id, wording, at });
  return { subscriberId: reader.id, became: 'joined' };
}

async function keepKnown(
  tx: Database,
  { email_key, wording, at }: Pick<Joining, 'wording' | 'at'> & { email_key: string },
): Promise<Joined> {
  const { id, state, import_id } = await tx
    .selectFrom('subscribers')
    .select(['id', 'state', 'import_id'])
    .where('email_key', '=', email_key)
    .executeTakeFirstOrThrow();
  if (state !== 'confirmed') return { subscriberId: id, became: 'left-since' };
  if (import_id !== null) await keepImported(tx, { subscriberId: id, wording, at });
  // As good as the press of a one-time link: it came to this very address.
  if (wording.opens !== null) await allowOpenTracking(tx, { subscriberId: id, at });
  return { subscriberId: id, became: 'known' };
}

/** An imported reader who has now said yes stays when the import is undone. */
async function keepImported(
  tx: Database,
  { subscriberId, wording, at }: Pick<Joining, 'wording' | 'at'> & { subscriberId: number },
): Promise<void> {
  const kept = await tx
    .updateTable('subscribers')
    .set({ changed_since_import: true })
    .where('id', '=', subscriberId)
    .where('changed_since_import', '=', false)
    .returning('id')
    .executeTakeFirst();
  if (kept) await logConsents(tx, { subscriberId, wording: { ...wording, opens: null }, at });
}

async function logConsents(
  tx: Database,
  { subscriberId, wording, at }: Pick<Joining, 'wording' | 'at'> & { subscriberId: number },
): Promise<void> {
  const consent = { subscriber_id: subscriberId, at, given: true, actor: 'reader' };
  const newsletter = { ...consent, subject: 'newsletter', wording: wording.newsletter } as const;
  const opens =
    wording.opens === null
      ? []
      : [{ ...consent, subject: 'opens', wording: wording.opens } as const];
  await tx
    .insertInto('consents')
    .values([newsletter, ...opens])
    .execute();
}
