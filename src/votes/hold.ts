import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { MailboxAndTool } from './count-votes';

export interface CastJudgement {
  cast_id: number;
  held: boolean;
  reasons: string[];
  rule_version: number;
  /** Whether its ten minutes are over. Before that only holding is written down. */
  is_due: boolean;
}

/**
 * Writes what is thought of casts beside them; the casts themselves never change. Returns whose votes
 * on what may stand differently now.
 */
export async function holdCasts(
  tx: Database,
  { judgements, at }: { judgements: CastJudgement[]; at: Date },
): Promise<MailboxAndTool[]> {
  if (judgements.length === 0) return [];
  const { rows } = await sql<MailboxAndTool>`
    with judged as (
      select * from jsonb_to_recordset(${JSON.stringify(judgements)}::jsonb)
        as judged (cast_id bigint, held boolean, reasons text[], rule_version smallint, is_due boolean)
    ), changed as (
      select judged.cast_id from judged left join cast_judgements as kept using (cast_id)
      where judged.held <> coalesce(kept.held, false)
    ), written as (
      insert into cast_judgements as kept (cast_id, held, reasons, rule_version, judged_at)
      select cast_id, held, reasons, rule_version, ${at} from judged
      where held or is_due or cast_id in (select cast_id from changed)
      order by cast_id
      on conflict (cast_id) do update set held = excluded.held, reasons = excluded.reasons,
        rule_version = excluded.rule_version, judged_at = excluded.judged_at
      where (kept.held, kept.reasons, kept.rule_version)
        is distinct from (excluded.held, excluded.reasons, excluded.rule_version)
    )
    select distinct casts.tool_id, casts.mailbox_id
    from changed join casts on casts.id = changed.cast_id`.execute(tx);
  return rows;
}
