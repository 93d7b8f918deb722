import { createHash } from 'node:crypto';
import type { Database } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { maskAddress } from '../mask';
import type { SuppressionReason } from './suppress';

export interface SuppressionRow {
  /** The keyed hash, 64 hexadecimal digits: the address itself is not kept. */
  hash: string;
  /** Masked; null unless a reader on file has it. */
  address: string | null;
  reason: SuppressionReason;
  at: Date;
  actor: string;
}

export interface LiftRow {
  hash: string | null;
  reason: SuppressionReason;
  suppressed_at: Date;
  suppressed_by: string;
  lifted_at: Date;
  lifted_by: string;
  why: string;
}

const ROWS_PER_PAGE = 5_000;

/** In pages, so that memory stays flat. */
export async function* listSuppressions(db: Database): AsyncGenerator<SuppressionRow> {
  let after: Buffer = Buffer.alloc(0);
  for (;;) {
    const rows = await db
      .selectFrom('suppressions')
      .leftJoin('subscribers', 'subscribers.email_hash', 'suppressions.email_hash')
      .select(['suppressions.email_hash', 'suppressions.reason', 'suppressions.at'])
      .select(['suppressions.actor', 'subscribers.email'])
      .where('suppressions.email_hash', '>', after)
      .orderBy('suppressions.email_hash')
      .limit(ROWS_PER_PAGE)
      .execute();
    if (rows.length === 0) return;
    after = rows.at(-1)!.email_hash;
    for (const { email_hash, email, ...row } of rows) {
      yield { hash: email_hash.toString('hex'), address: email && maskAddress(email), ...row };
    }
  }
}

/** Newest first. */
export async function listLifts(db: Database, { limit }: { limit: number }): Promise<LiftRow[]> {
  const rows = await db
    .selectFrom('suppression_lifts')
    .select(['email_hash', 'reason', 'suppressed_at', 'suppressed_by', 'lifted_at', 'lifted_by'])
    .select('why')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ email_hash, ...row }) => ({
    hash: email_hash?.toString('hex') ?? null,
    ...row,
  }));
}

/** 16 hexadecimal digits, which show neither key: hashes mean something only under their own. */
export function fingerprintOf({ address_key }: Installation): string {
  const hash = createHash('sha256').update('address key ').update(address_key);
  return hash.digest('hex').slice(0, 16);
}
