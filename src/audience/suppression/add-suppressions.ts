import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { hashAddress } from '../address';
import { keepSuppressed, type SuppressionReason } from './suppress';
import type { FileRow, HashRow } from './suppression-file';

interface Adding {
  rows: FileRow[];
  /** For rows without a reason of their own. */
  reason: SuppressionReason;
  installation: Installation;
  actor: string;
  at: Date;
}

const ROWS_PER_STATEMENT = 5_000;

/** One transaction. Existing suppressions stay as they are. */
export function addSuppressions(
  db: Database,
  { rows, reason, installation, actor, at }: Adding,
): Promise<{ added: number; known: number }> {
  const hashes = rows.map((row): HashRow => {
    if ('email_hash' in row) return row;
    return { email_hash: hashAddress(installation.address_key, row.email_key), reason, at };
  });
  return inTransaction(db, async (tx) => {
    let added = 0;
    for (let from = 0; from < hashes.length; from += ROWS_PER_STATEMENT) {
      added += await insert(tx, { rows: hashes.slice(from, from + ROWS_PER_STATEMENT), actor });
    }
    return { added, known: rows.length - added };
  });
}

/** In the order of the hashes, as everybody who adds several does. */
async function insert(
  tx: Database,
  { rows, actor }: { rows: HashRow[]; actor: string },
): Promise<number> {
  await keepSuppressed(
    tx,
    rows.map((row) => row.email_hash),
  );
  const { numAffectedRows } = await sql`
    insert into suppressions (email_hash, reason, at, actor)
    select distinct on (email_hash) email_hash, reason, at, ${actor}
    from unnest(${rows.map((row) => row.email_hash)}::bytea[],
      ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.at)}::timestamptz[]) as row (email_hash, reason, at)
    order by email_hash, at
    on conflict (email_hash) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
