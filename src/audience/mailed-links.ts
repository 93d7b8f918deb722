import type { NotNull } from 'kysely';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { takeFromLimit } from '../platform/limits';
import { putMail } from '../platform/outbox';
import { Refusal } from '../platform/refusal';
import { toMailable } from './address';
import { sayManage, writeLetter } from './letters';
import { lockReaderOfLink } from './lock-reader';

export const MANAGE_PATH = 'manage';

const LIFE_MS = 60 * 60 * 1000;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const A_READER_A_DAY = { most: 3, forMs: 24 * 60 * 60 * 1000 };

export interface MailedLink {
  id: number;
  subscriber_id: number;
  kind: 'manage' | 'address';
  /** The new address, where the link is to confirm one. */
  new_email: string | null;
  email: string;
  state: 'confirmed' | 'unsubscribed';
}

type LinkDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'newId' | 'now'>;

/**
 * Mails a fresh link to the address on file: single use, one hour, at most three a day. Says nothing
 * of whether one was mailed. Call it inside a transaction.
 */
export async function mailManageLink(deps: LinkDeps, subscriberId: number): Promise<void> {
  const { db, now } = deps;
  const limit = { bucket: `mailed-link:${subscriberId}`, ...A_READER_A_DAY };
  if (!(await takeFromLimit(db, { ...limit, at: now() }))) return;
  const reader = await db
    .selectFrom('subscribers')
    .select(['email', 'email_key', 'email_hash'])
    .where('id', '=', subscriberId)
    .where('state', '<>', 'erased')
    // Who is being erased is waited for.
    .forKeyShare()
    .$narrowType<{ email: NotNull; email_key: NotNull; email_hash: NotNull }>()
    .executeTakeFirst();
  if (!reader) return;
  const to = { address_hash: reader.email_hash, subscriber_id: subscriberId };
  const url = await makeManageLink(deps, subscriberId);
  const address = toMailable(reader);
  const mail = await writeLetter(db, { kind: 'manage', address, say: sayManage(url) });
  await putMail(db, { mail, to, newId: deps.newId, at: now() });
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

async function makeManageLink(deps: LinkDeps, subscriberId: number): Promise<string> {
  const { id } = await deps.db
    .insertInto('mailed_links')
    .values({ subscriber_id: subscriberId, kind: 'manage', made_at: deps.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return mailedLinkUrl(deps, id);
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
