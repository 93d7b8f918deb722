import { sql } from 'kysely';
import { type SuppressedAddress, suppressAddresses } from '../../audience/suppression/suppress';
import type { Database } from '../../platform/database';
import type { Deps } from '../../platform/deps';

/** The words of bounce and failure are the provider's. */
export interface Happening {
  type: string;
  delivery_id: number;
  at: Date;
  bounce_type: string | null;
  bounce_subtype: string | null;
  failure: string | null;
}

export type Effect = (deps: Deps, happenings: Happening[]) => Promise<void>;

export const idsOf = (happenings: Happening[]) => happenings.map((each) => each.delivery_id);

/** Suppresses `others` too; an erased reader's delivery has no address left. */
export async function suppressRecipients(
  { db, installation }: Deps,
  reason: 'bounced' | 'complained',
  happenings: Happening[],
  others: SuppressedAddress[] = [],
): Promise<void> {
  const emails = await readEmails(db, happenings);
  const addresses = happenings.flatMap(({ delivery_id, at }) => {
    const email = emails.get(delivery_id);
    return email ? [{ email, at }] : [];
  });
  const all = [...addresses, ...others];
  await suppressAddresses(db, { addresses: all, reason, installation, actor: 'resend' });
}

async function readEmails(db: Database, happenings: Happening[]): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'email'])
    .where(sql<boolean>`id = any(${idsOf(happenings)})`)
    .where('email', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, email }) => [id, email!]));
}
