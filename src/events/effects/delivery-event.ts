import { sql } from 'kysely';
import { type SuppressedAddress, suppressAddresses } from '../../audience/suppression/suppress';
import type { Database } from '../../platform/database';
import type { Deps } from '../../platform/deps';

/** The words of bounce and failure are the provider's. */
export interface DeliveryEvent {
  type: string;
  delivery_id: number;
  at: Date;
  bounce_type: string | null;
  bounce_subtype: string | null;
  failure: string | null;
}

export type Effect = (deps: Deps, deliveryEvents: DeliveryEvent[]) => Promise<void>;

export const idsOf = (deliveryEvents: DeliveryEvent[]) =>
  deliveryEvents.map((each) => each.delivery_id);

/** Suppresses `others` too; an erased reader's delivery has no address left. */
export async function suppressRecipients(
  { db, installation }: Deps,
  reason: 'bounced' | 'complained',
  deliveryEvents: DeliveryEvent[],
  others: SuppressedAddress[] = [],
): Promise<void> {
  const emails = await readEmails(db, deliveryEvents);
  const addresses = deliveryEvents.flatMap(({ delivery_id, at }) => {
    const email = emails.get(delivery_id);
    return email ? [{ email, at }] : [];
  });
  const all = [...addresses, ...others];
  await suppressAddresses(db, { addresses: all, reason, installation, actor: 'resend' });
}

async function readEmails(
  db: Database,
  deliveryEvents: DeliveryEvent[],
): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'email'])
    .where(sql<boolean>`id = any(${idsOf(deliveryEvents)})`)
    .where('email', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, email }) => [id, email!]));
}
