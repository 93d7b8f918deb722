import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { DAY_MS, HOUR_MS } from '../platform/durations';
import { Refusal } from '../platform/refusal';
import type { OneTimeLinks } from '../platform/schema';
import { lockReaderOfLink } from './lock-reader';
import { ONE_TIME_LINK } from './refusal-words';

const MANAGE_PATH = 'manage';

const LIFE_MS = HOUR_MS;
const KEPT_MS = 30 * DAY_MS;

export interface OneTimeLink {
  id: number;
  subscriber_id: number;
  kind: 'manage' | 'address';
  /** The new address, if the link is to confirm one. */
  new_email: string | null;
  email: string;
  state: 'confirmed' | 'unsubscribed';
}

/** `move` is an address link's, the others a manage link's. */
export type LinkAct = NonNullable<OneTimeLinks['used_for']>;

export interface UsedLink {
  subscriber_id: number;
  act: LinkAct;
  used_at: Date;
}

export type PressedLink =
  | { kind: 'fresh'; link: OneTimeLink }
  /** It has already done this act: only the answer is repeated. */
  | { kind: 'used'; link: UsedLink };

/** Whether it is mailed is decided later. */
export async function keepAddressLink(
  tx: Database,
  { subscriberId, email, at }: { subscriberId: number; email: string; at: Date },
): Promise<void> {
  const row = { subscriber_id: subscriberId, kind: 'address', email, made_at: at } as const;
  await tx
    .insertInto('one_time_links')
    .values({ ...row, is_waiting: true })
    .execute();
}

export function oneTimeLinkUrl(
  { config, signer }: Pick<Deps, 'config' | 'signer'>,
  linkId: number,
): string {
  return `${config.publicUrl}/${MANAGE_PATH}/${signer.sign('m', linkId)}`;
}

export async function findOneTimeLink(
  db: Database,
  { id, at }: { id: number; at: Date },
): Promise<OneTimeLink | undefined> {
  return (await openLinks(db, id, at).executeTakeFirst()) as OneTimeLink | undefined;
}

/**
 * Uses it up, or finds that the same act already has. Refuses a link that was used for another act
 * or is too old. Call it inside a transaction.
 */
export async function redeemOneTimeLink(
  tx: Database,
  { id, act, at }: { id: number; act: LinkAct; at: Date },
): Promise<PressedLink> {
  await lockReaderOfLink(tx, id);
  const found = await openLinks(tx, id, at).forUpdate('one_time_links').executeTakeFirst();
  const link = found as OneTimeLink | undefined;
  if (!link) {
    const used = await findUsedLink(tx, { id, at });
    if (used?.act === act) return { kind: 'used', link: used };
    throw deadOneTimeLink();
  }
  if ((link.kind === 'address') !== (act === 'move')) throw deadOneTimeLink();
  const used = { ...usedAt(at), used_for: act };
  await tx.updateTable('one_time_links').set(used).where('id', '=', id).execute();
  return { kind: 'fresh', link };
}

/**
 * For as long as it would have worked; after an erasure for as long as its row is kept, since that
 * person has no other link.
 */
export async function findUsedLink(
  db: Database,
  { id, at }: { id: number; at: Date },
): Promise<UsedLink | undefined> {
  const row = await db
    .selectFrom('one_time_links')
    .select(['subscriber_id', 'used_for as act', 'used_at'])
    .where('id', '=', id)
    .where('used_for', 'is not', null)
    .where(({ eb, or }) =>
      or([eb('used_for', '=', 'erase'), eb('made_at', '>', new Date(at.getTime() - LIFE_MS))]),
    )
    .executeTakeFirst();
  return row as UsedLink | undefined;
}

/** Whether the reader has moved again since this link moved them. */
export async function hasChangedAgain(
  db: Database,
  { subscriber_id, used_at }: UsedLink,
): Promise<boolean> {
  const later = await db
    .selectFrom('one_time_links')
    .select('id')
    .where('subscriber_id', '=', subscriber_id)
    .where('used_for', '=', 'move')
    .where('used_at', '>', used_at)
    .executeTakeFirst();
  return later !== undefined;
}

/** Except the one that erased them. */
export async function deleteOneTimeLinks(tx: Database, subscriberId: number): Promise<void> {
  await tx
    .deleteFrom('one_time_links')
    .where('subscriber_id', '=', subscriberId)
    .where(sql<boolean>`used_for is distinct from 'erase'`)
    .execute();
}

/** Ends those that are still open. */
export async function endOneTimeLinks(
  tx: Database,
  { subscriberId, at }: { subscriberId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('one_time_links')
    .set(usedAt(at))
    .where('subscriber_id', '=', subscriberId)
    .where('used_at', 'is', null)
    .execute();
}

/** All that is left of a used link is its kind and the moment. */
export function usedAt(at: Date) {
  return { used_at: at, email: null, is_waiting: false };
}

/** After 30 days, with the addresses of those that nobody pressed. */
export async function pruneOneTimeLinks(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .deleteFrom('one_time_links')
    .where('made_at', '<', new Date(at.getTime() - KEPT_MS))
    .execute();
}

export function deadOneTimeLink(): Refusal {
  return new Refusal('conflict', ONE_TIME_LINK.dead);
}

function openLinks(db: Database, id: number, at: Date) {
  return db
    .selectFrom('one_time_links')
    .innerJoin('subscribers', 'subscribers.id', 'one_time_links.subscriber_id')
    .select(['one_time_links.id', 'one_time_links.subscriber_id', 'one_time_links.kind'])
    .select(['one_time_links.email as new_email', 'subscribers.email', 'subscribers.state'])
    .where('one_time_links.id', '=', id)
    .where('one_time_links.used_at', 'is', null)
    .where('one_time_links.is_waiting', '=', false)
    .where('one_time_links.made_at', '>', new Date(at.getTime() - LIFE_MS))
    .where('subscribers.state', '<>', 'erased');
}
