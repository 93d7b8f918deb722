import { sql } from 'kysely';
import { type Database, databaseNowPlusMs } from '../platform/database';
import { MINUTE_MS } from '../platform/durations';
import { BATCH_SIZE } from './freeze-audience';

/** "Most have an outcome" means four in five. */
const SEEN_SHARE = 0.8;
const SEEN_AFTER_MS = 15 * MINUTE_MS;

/** Everything after the first `readers` waits; null holds nothing back. */
export async function beginSending(
  tx: Database,
  { issueId, firstWave }: { issueId: number; firstWave: number | null },
): Promise<void> {
  const batches = firstWave === null ? null : Math.ceil(firstWave / BATCH_SIZE);
  await sql`insert into sendings (issue_id, held_after)
    select ${issueId}, (
      select id from batches where issue_id = ${issueId} order by id
      offset ${batches}::bigint - 1 limit case when ${batches}::bigint > 0 then 1 else 0 end
    )`.execute(tx);
}

/** Returns whether this call let the rest go. */
export async function sendHeldBack(
  db: Database,
  { issueId }: { issueId: number },
): Promise<boolean> {
  const wave = sql`issue_id = ${issueId} and batches.id <= held_after`;
  const { rows } = await sql`
    update sendings set held_after = null
    where sendings.issue_id = ${issueId} and held_after is not null
      and not exists (
        select from batches where batches.${wave} and state in ('waiting', 'sealed'))
      and ((
        select count(*) * ${SEEN_SHARE}::float8 <= count(coalesce(
          delivered_at, bounced_at, complained_at, failed_at))
        from deliveries join batches on batches.id = batch_id
        where batches.${wave} and deliveries.state = 'accepted'
      ) or (
        select max(batch_history.at) <= ${databaseNowPlusMs(-SEEN_AFTER_MS)}
        from batch_history join batches on batches.id = batch_id where batches.${wave}
      ))
    returning issue_id`.execute(db);
  return rows.length === 1;
}

export async function countHeldBack(db: Database, issueId: number): Promise<number> {
  const { rows } = await sql<{ batches: number }>`
    select count(*)::int as batches from batches join sendings using (issue_id)
    where issue_id = ${issueId} and state = 'waiting' and batches.id > held_after`.execute(db);
  return rows[0]!.batches;
}
