import { putMail } from '../mail/outbox';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { DAY_MS } from '../platform/durations';
import { forEachLogged } from '../platform/for-each';
import { countAgainstLimit } from '../platform/limits';
import { type Address, hashAddress, readAddress, toMailable } from './address';
import { lockReaderOfLink } from './lock-reader';
import { oneTimeLinkUrl, usedAt } from './one-time-links';
import { makeSuppressionLink } from './sign-up/suppression-link';
import { isTaken } from './sign-up/taken-address';
import { writeTransactionalMail } from './transactional-mail';
import { sayNewAddress } from './transactional-mail-words';

type MailDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'installation' | 'newId' | 'now' | 'log'>;

interface WaitingLink {
  id: number;
  subscriber_id: number;
  email: string;
}

/** One such mail per address and day; sign-ups by others cost it nothing. */
export function addressChangeBucket(emailHash: Buffer): string {
  return `move:address:${emailHash.toString('hex')}`;
}

/**
 * Sends the link, or nothing: the address is on the list, suppressed or had its mail today, or the
 * reader has left. Any number of processes may do this; one that fails blocks no other.
 */
export async function mailAddressChanges(deps: MailDeps): Promise<void> {
  const waiting = await listWaiting(deps.db);
  await forEachLogged(deps.log, waiting, (id) =>
    inTransaction(deps.db, (tx) => mailAddressChange({ ...deps, db: tx }, id)),
  );
}

async function listWaiting(db: Database): Promise<number[]> {
  const rows = await db
    .selectFrom('one_time_links')
    .select('id')
    .where('is_waiting', '=', true)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function mailAddressChange(deps: MailDeps, id: number): Promise<void> {
  const { db, now } = deps;
  await lockReaderOfLink(db, id);
  const link = await takeWaiting(db, id);
  if (!link) return;
  const address = readAddress(link.email);
  if (typeof address === 'string') throw new Error('a stored address is malformed');
  const emailHash = hashAddress(deps.installation.address_key, address.email_key);
  const isFree = link.state === 'confirmed' && (await mayWriteTo(deps, emailHash));
  const answered = isFree ? { is_waiting: false, made_at: now() } : usedAt(now());
  await db.updateTable('one_time_links').set(answered).where('id', '=', id).execute();
  if (isFree) await mailLink(deps, { link, address, emailHash });
}

async function takeWaiting(tx: Database, id: number) {
  const row = await tx
    .selectFrom('one_time_links')
    .innerJoin('subscribers', 'subscribers.id', 'one_time_links.subscriber_id')
    .select(['one_time_links.id', 'one_time_links.subscriber_id', 'one_time_links.email'])
    .select('subscribers.state')
    .where('one_time_links.id', '=', id)
    .where('one_time_links.is_waiting', '=', true)
    .forUpdate('one_time_links')
    .executeTakeFirst();
  return row as (WaitingLink & { state: string }) | undefined;
}

async function mayWriteTo({ db, now }: MailDeps, emailHash: Buffer): Promise<boolean> {
  if (await isTaken(db, emailHash)) return false;
  const limit = { bucket: addressChangeBucket(emailHash), max: 1, windowMs: DAY_MS };
  return countAgainstLimit(db, { ...limit, at: now() });
}

async function mailLink(
  deps: MailDeps,
  { link, address, emailHash }: { link: WaitingLink; address: Address; emailHash: Buffer },
): Promise<void> {
  const { db, newId, now } = deps;
  const suppressionUrl = await makeSuppressionLink(deps, { emailHash, at: now() });
  const say = sayNewAddress({ url: oneTimeLinkUrl(deps, link.id), suppressionUrl });
  const mail = await writeTransactionalMail(db, {
    kind: 'address',
    address: toMailable(address),
    say,
  });
  const to = { address_hash: emailHash, subscriber_id: link.subscriber_id };
  await putMail(db, { mail, to, newId, at: now() });
}
