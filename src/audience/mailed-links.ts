import type { NotNull } from 'kysely';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { takeFromLimit } from '../platform/limits';
import { putMail } from '../platform/outbox';
import { Refusal } from '../platform/refusal';
import { type Address, toMailable } from './address';
import { sayManage, sayNewAddress, writeLetter } from './letters';
import { lockReaderOfLink } from './lock-reader';

export const MANAGE_PATH = 'manage';

const LIFE_MS = 60 * 60 * 1000;
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
  const url = await makeLink(deps, { subscriber_id: subscriberId, kind: 'manage', email: null });
  const address = toMailable(reader);
  const mail = await writeLetter(db, { kind: 'manage', address, say: sayManage(url) });
  await putMail(db, { mail, to, newId: deps.newId, at: now() });
}

/** Mails a link to a new address, which takes it over once it is opened and its button pressed. */
export async function mailAddressLink(
  deps: LinkDeps,
  {
    subscriberId,
    address,
    emailHash,
  }: { subscriberId: number; address: Address; emailHash: Buffer },
): Promise<void> {
  const { db, now, newId } = deps;
  const { email } = address;
  const url = await makeLink(deps, { subscriber_id: subscriberId, kind: 'address', email });
  const letter = { kind: 'address', address: toMailable(address), say: sayNewAddress(url) };
  const mail = await writeLetter(db, letter);
  const to = { address_hash: emailHash, subscriber_id: subscriberId };
  await putMail(db, { mail, to, newId, at: now() });
}

async function makeLink(
  { db, config, signer, now }: LinkDeps,
  row: { subscriber_id: number; kind: MailedLink['kind']; email: string | null },
): Promise<string> {
  const { id } = await db
    .insertInto('mailed_links')
    .values({ ...row, made_at: now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `${config.publicUrl}/${MANAGE_PATH}/${signer.sign('m', id)}`;
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
  await tx
    .updateTable('mailed_links')
    .set({ used_at: at, email: null })
    .where('id', '=', id)
    .execute();
  return link as MailedLink;
}

/** Ends every link of a reader that is still open. */
export async function endMailedLinks(
  tx: Database,
  { subscriberId, at }: { subscriberId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('mailed_links')
    .set({ used_at: at, email: null })
    .where('subscriber_id', '=', subscriberId)
    .where('used_at', 'is', null)
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
    .where('mailed_links.made_at', '>', new Date(at.getTime() - LIFE_MS))
    .where('subscribers.state', '<>', 'erased');
}
