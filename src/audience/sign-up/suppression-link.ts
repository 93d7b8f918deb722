import { type Database, inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { DAY_MS } from '../../platform/durations';
import { Refusal } from '../../platform/refusal';
import { lockReader } from '../lock-reader';
import { SUPPRESSION_LINK } from '../refusal-words';
import { liftByReader } from '../suppression/lift-suppression';
import { suppressByReader } from '../suppression/suppress';
import { unsubscribe } from '../unsubscribe/unsubscribe';
import { voidUndos } from '../unsubscribe/unsubscribes';
import { SUPPRESSION_WORDING } from '../wording';

const SUPPRESSION_PATH = 'never';
const KEPT_MS = 30 * DAY_MS;

/** Only an address stopped `here`, by such a link, can be allowed again by one. */
export type SuppressionLinkState = 'open' | 'here' | 'elsewhere';

interface Link {
  linkId: number;
  at: Date;
}

/** For a mail to an address that somebody typed in. */
export async function makeSuppressionLink(
  { db, config, signer }: Pick<Deps, 'db' | 'config' | 'signer'>,
  { emailHash, at }: { emailHash: Buffer; at: Date },
): Promise<string> {
  const { id } = await db
    .insertInto('suppression_links')
    .values({ email_hash: emailHash, made_at: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `${config.publicUrl}/${SUPPRESSION_PATH}/${signer.sign('n', id)}`;
}

export async function readSuppressionLinkState(
  db: Database,
  linkId: number,
): Promise<SuppressionLinkState> {
  const emailHash = await getHash(db, linkId);
  const found = await db
    .selectFrom('suppressions')
    .select(['reason', 'actor'])
    .where('email_hash', '=', emailHash)
    .executeTakeFirst();
  if (found?.reason !== 'asked') return 'open';
  return found.actor === 'reader' ? 'here' : 'elsewhere';
}

/** Stops a subscription too. Safe to call again. */
export async function suppressByLink(db: Database, { linkId, at }: Link): Promise<void> {
  await inTransaction(db, async (tx) => {
    const emailHash = await getHash(tx, linkId);
    const reader = await tx
      .selectFrom('subscribers')
      .select('id')
      .where('email_hash', '=', emailHash)
      .executeTakeFirst();
    if (reader) {
      await lockReader(tx, reader.id);
      await unsubscribe(tx, {
        subscriberId: reader.id,
        wording: SUPPRESSION_WORDING,
        actor: 'reader',
        at,
      });
      await voidUndos(tx, reader.id);
    }
    await suppressByReader(tx, { emailHash, at });
  });
}

/** Mail may go to the address again, but no subscription comes back. */
export async function liftByLink(db: Database, { linkId, at }: Link): Promise<void> {
  await inTransaction(db, async (tx) => {
    const emailHash = await getHash(tx, linkId);
    await liftByReader(tx, { emailHash, at });
  });
}

async function getHash(db: Database, linkId: number): Promise<Buffer> {
  const link = await db
    .selectFrom('suppression_links')
    .select('email_hash')
    .where('id', '=', linkId)
    .executeTakeFirst();
  if (link) return link.email_hash;
  throw new Refusal('conflict', SUPPRESSION_LINK.dead);
}

/** After 30 days, but not those by which a stopped address could be allowed again. */
export async function pruneSuppressionLinks(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .deleteFrom('suppression_links')
    .where('made_at', '<', new Date(at.getTime() - KEPT_MS))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('suppressions.email_hash')
            .whereRef('suppressions.email_hash', '=', 'suppression_links.email_hash')
            .where('reason', '=', 'asked')
            .where('actor', '=', 'reader'),
        ),
      ),
    )
    .execute();
}
