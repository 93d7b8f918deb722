import type { NotNull } from 'kysely';
import { putMail } from '../mail/outbox';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { DAY_MS } from '../platform/durations';
import { countAgainstLimit } from '../platform/limits';
import { toMailable } from './address';
import { oneTimeLinkUrl } from './one-time-links';
import { writeTransactionalMail } from './transactional-mail';
import { sayManage } from './transactional-mail-words';

const PER_READER_PER_DAY = { max: 3, windowMs: DAY_MS };

type LinkDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'newId' | 'now'>;

/**
 * Single use, one hour, at most three a day, none to a suppressed address. Doesn't tell whether one
 * was mailed. Call it inside a transaction.
 */
export async function mailManageLink(deps: LinkDeps, subscriberId: number): Promise<void> {
  const { db, now } = deps;
  const limit = { bucket: `mailed-link:${subscriberId}`, ...PER_READER_PER_DAY };
  if (!(await countAgainstLimit(db, { ...limit, at: now() }))) return;
  const reader = await lockRecipient(db, subscriberId);
  if (!reader) return;
  // Made and written for a suppressed address too, so that the answer takes as long.
  const isDead = reader.reason !== null;
  const url = await makeManageLink(deps, { subscriberId, isDead });
  const address = toMailable(reader);
  const say = sayManage({ url, isListed: reader.state === 'confirmed' });
  const mail = await writeTransactionalMail(db, { kind: 'manage', address, say });
  const to = { address_hash: reader.email_hash, subscriber_id: subscriberId };
  if (!isDead) await putMail(db, { mail, to, newId: deps.newId, at: now() });
}

function lockRecipient(tx: Database, subscriberId: number) {
  return (
    tx
      .selectFrom('subscribers')
      .leftJoin('suppressions', 'suppressions.email_hash', 'subscribers.email_hash')
      .select(['subscribers.email', 'subscribers.email_key', 'subscribers.email_hash'])
      .select(['subscribers.state', 'suppressions.reason'])
      .where('subscribers.id', '=', subscriberId)
      .where('subscribers.state', '<>', 'erased')
      // Waits for an erasure.
      .forKeyShare('subscribers')
      .$narrowType<{ email: NotNull; email_key: NotNull; email_hash: NotNull }>()
      .executeTakeFirst()
  );
}

async function makeManageLink(
  deps: LinkDeps,
  { subscriberId, isDead }: { subscriberId: number; isDead: boolean },
): Promise<string> {
  const row = { subscriber_id: subscriberId, kind: 'manage', made_at: deps.now() } as const;
  const { id } = await deps.db
    .insertInto('one_time_links')
    .values({ ...row, used_at: isDead ? deps.now() : null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return oneTimeLinkUrl(deps, id);
}
