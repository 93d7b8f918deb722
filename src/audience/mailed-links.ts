import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { lockReaderOfLink } from './lock-reader';

export const MANAGE_PATH = 'manage';

const LIFE_MS = 60 * 60 * 1000;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export interface MailedLink {
  id: number;
  subscriber_id: number;
  kind: 'manage' | 'address';
  /** The new address, where the link is to confirm one. */
  new_email: string | null;
  email: string;
  state: 'confirmed' | 'unsubscribed';
}

/** A link to a new address that waits to be mailed there, or not. */
export async function keepAddressLink(
  tx: Database,
  { subscriberId, email, at }: { subscriberId: number; email: string; at: Date },
): Promise<void> {
  const row = { subscriber_id: subscriberId, kind: 'address', email, made_at: at } as const;
  await tx
    .insertInto('mailed_links')
    .values({ ...row, is_waiting: true })
    .execute();
}

export function mailedLinkUrl(
  { config, signer }: Pick<Deps, 'config' | 'signer'>,
  linkId: number,
): string {
  return `${config.publicUrl}/${MANAGE_PATH}/${signer.sign('m', linkId)}`;
}

/** A mailed link that still works. */
export async function findMailedLink(
  db: Database,
  { id, at }: { id: number; at: Date },
): Promise<MailedLink | undefined> {
  return (await openLinks(db, id, at).executeTakeFirst()) as MailedLink | undefined;
}

/** Uses a mailed link up; refuses one that has been used or is too old. Call it inside a transaction. */
export async function takeMailedLink(
  tx: Database,
  { id, at }: { id: number; at: Date },
): Promise<MailedLink> {
  await lockReaderOfLink(tx, id);
  const link = await openLinks(tx, id, at).forUpdate('mailed_links').executeTakeFirst();
  if (!link) throw deadMailedLink();
  await tx.updateTable('mailed_links').set(usedAt(at)).where('id', '=', id).execute();
  return link as MailedLink;
}

/** Ends every link of a reader that is still open. */
export async function endMailedLinks(
  tx: Database,
  { subscriberId, at }: { subscriberId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('mailed_links')
    .set(usedAt(at))
    .where('subscriber_id', '=', subscriberId)
    .where('used_at', 'is', null)
    .execute();
}

/** What is left of a used link is that there was one, of which kind, and when. */
export function usedAt(at: Date) {
  return { used_at: at, email: null, is_waiting: false };
}

/** Forgets links after 30 days, with the addresses of those that nobody pressed. */
export async function pruneMailedLinks(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .deleteFrom('mailed_links')
    .where('made_at', '<', new Date(at.getTime() - KEPT_MS))
    .execute();
}

export function deadMailedLink(): Refusal {
  return new Refusal(
    'conflict',
    'This link no longer works: it works once, and for one hour. A new one comes by “Pause or change” at the foot of any issue.',
  );
}

function openLinks(db: Database, id: number, at: Date) {
  return db
    .selectFrom('mailed_links')
    .innerJoin('subscribers', 'subscribers.id', 'mailed_links.subscriber_id')
    .select(['mailed_links.id', 'mailed_links.subscriber_id', 'mailed_links.kind'])
    .select(['mailed_links.email as new_email', 'subscribers.email', 'subscribers.state'])
    .where('mailed_links.id', '=', id)
    .where('mailed_links.used_at', 'is', null)
    .where('mailed_links.is_waiting', '=', false)
    .where('mailed_links.made_at', '>', new Date(at.getTime() - LIFE_MS))
    .where('subscribers.state', '<>', 'erased');
}
