import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { HitJudgement } from './stored-hit';

/** Keeps what hits were judged to be; those that were judged the same before stay as they are. */
export async function storeJudgements(
  tx: Database,
  { judgements, at }: { judgements: HitJudgement[]; at: Date },
): Promise<void> {
  await sql`update hits set judgement = judged.judgement, reasons = judged.reasons,
      rule_version = judged.rule_version, judged_at = ${at}
    from jsonb_to_recordset(${JSON.stringify(judgements)}::jsonb)
      as judged (id bigint, judgement text, reasons text[], rule_version smallint)
    where hits.id = judged.id
      and (hits.judgement, hits.reasons, hits.rule_version)
        is distinct from (judged.judgement, judged.reasons, judged.rule_version)`.execute(tx);
}
