import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { MailboxAndTool } from './count-votes';

export interface CastClassification {
  cast_id: number;
  held: boolean;
  reasons: string[];
  rule_version: number;
  /** Whether its ten minutes are over; before that only a hold is recorded. */
  is_due: boolean;
}

/** The casts themselves never change. Returns the votes that may have changed. */
export async function holdCasts(
  tx: Database,
  { classifications, at }: { classifications: CastClassification[]; at: Date },
): Promise<MailboxAndTool[]> {
  if (classifications.length === 0) return [];
  const { rows } = await sql<MailboxAndTool>`
    with classified as (
      select * from jsonb_to_recordset(${JSON.stringify(classifications)}::jsonb)
        as classified (cast_id bigint, held boolean, reasons text[], rule_version smallint, is_due boolean)
    ), changed as (
      select classified.cast_id from classified left join cast_classifications as kept using (cast_id)
      where classified.held <> coalesce(kept.held, false)
    ), written as (
      insert into cast_classifications as kept (cast_id, held, reasons, rule_version, classified_at)
      select cast_id, held, reasons, rule_version, ${at} from classified
      where held or is_due or cast_id in (select cast_id from changed)
      order by cast_id
      on conflict (cast_id) do update set held = excluded.held, reasons = excluded.reasons,
        rule_version = excluded.rule_version, classified_at = excluded.classified_at
      where (kept.held, kept.reasons, kept.rule_version)
        is distinct from (excluded.held, excluded.reasons, excluded.rule_version)
    )
    select distinct casts.tool_id, casts.mailbox_id
    from changed join casts on casts.id = changed.cast_id`.execute(tx);
  return rows;
}
