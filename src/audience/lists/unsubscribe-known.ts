import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { type Importing, LEFT_WORDING } from './add-rows';

/**
 * Stops known readers who left by this list. The later word counts: a reader who confirmed after
 * the row's moment stays; a row without a moment counts as today's.
 */
export async function unsubscribeKnown(
  tx: Database,
  { importId, actor, at }: Importing,
): Promise<number> {
  const { rows } = await sql<{ stopped: number }>`
    with said as materialized (
      select id, subscribers.email_hash, becomes, left_at, reason, suppressed_at
      from list_rows join subscribers using (email_key)
      where weight > 0 and import_id is distinct from ${importId}
        and coalesce(left_at, suppressed_at, ${at}) >= subscribers.confirmed_at
    ), stopped as (
      update subscribers set state = 'unsubscribed', unsubscribed_at = coalesce(left_at, ${at})
      from said
      where said.id = subscribers.id and becomes = 'unsubscribed' and state = 'confirmed'
      returning subscribers.id, unsubscribed_at
    ), remembered as (
      insert into import_stops (import_id, subscriber_id, unsubscribed_at)
      select ${importId}, id, unsubscribed_at from stopped
    ), logged as (
      insert into consents (subscriber_id, at, subject, given, wording, actor)
      select id, ${at}, 'newsletter', false, ${LEFT_WORDING}, ${actor} from stopped
    ), suppressed as (
      insert into suppressions (email_hash, reason, at, actor, import_id)
      select email_hash, reason, coalesce(suppressed_at, ${at}), ${actor}, ${importId}
      from said where reason is not null
      order by email_hash
      on conflict do nothing
      returning email_hash
    )
    select count(*) as stopped from said
    where id in (select id from stopped) or email_hash in (select email_hash from suppressed)`.execute(
    tx,
  );
  return rows[0]!.stopped;
}

/** So that undoing an earlier import doesn't undo what this list says too. */
export async function recordOverlaps(tx: Database, { importId }: Importing): Promise<void> {
  await sql`insert into import_overlaps (import_id, subscriber_id)
    select ${importId}, id from list_rows join subscribers using (email_key)
    where import_id <> ${importId}`.execute(tx);
  await sql`update suppressions set import_id = null
    from list_rows
    where list_rows.email_hash = suppressions.email_hash and list_rows.reason is not null
      and suppressions.import_id <> ${importId}`.execute(tx);
}
