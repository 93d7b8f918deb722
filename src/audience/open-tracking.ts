import { type Database, inTransaction } from '../platform/database';
import { NO_OPENS_WORDING, OPENS_WORDING } from './wording';

interface OpensChoice {
  subscriberId: number;
  at: Date;
}

/** At once and for mails already sent; logged if it changes. */
export function refuseOpenTracking(db: Database, { subscriberId, at }: OpensChoice): Promise<void> {
  return recordChoice(db, { subscriberId, at, given: false, wording: NO_OPENS_WORDING });
}

/** Only behind a link mailed to the reader: anybody who gets a forwarded issue has the others. */
export function allowOpenTracking(db: Database, { subscriberId, at }: OpensChoice): Promise<void> {
  return recordChoice(db, { subscriberId, at, given: true, wording: OPENS_WORDING });
}

export async function countOpenConsents(
  db: Database,
  { subscriberId, since }: { subscriberId: number; since: Date },
): Promise<number> {
  const { yeses } = await db
    .selectFrom('consents')
    .select(({ fn }) => fn.countAll<number>().as('yeses'))
    .where('subscriber_id', '=', subscriberId)
    .where('subject', '=', 'opens')
    .where('given', '=', true)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return yeses;
}

function recordChoice(
  db: Database,
  { subscriberId, at, given, wording }: OpensChoice & { given: boolean; wording: string },
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const changed = await tx
      .updateTable('subscribers')
      .set({ opens_consent_at: given ? at : null, opens_refused_at: given ? null : at })
      .where('id', '=', subscriberId)
      .where('state', '<>', 'erased')
      .where(given ? 'opens_consent_at' : 'opens_refused_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!changed) return;
    await tx
      .insertInto('consents')
      .values({
        subscriber_id: subscriberId,
        at,
        subject: 'opens',
        given,
        wording,
        actor: 'reader',
      })
      .execute();
  });
}
