import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { HitClassification } from './stored-hit';

/** Hits with the same class as before stay as they are. */
export async function storeClassifications(
  tx: Database,
  { classifications, at }: { classifications: HitClassification[]; at: Date },
): Promise<void> {
  await sql`update hits set class = classified.class, reasons = classified.reasons,
      rule_version = classified.rule_version, classified_at = ${at}
    from jsonb_to_recordset(${JSON.stringify(classifications)}::jsonb)
      as classified (id bigint, class text, reasons text[], rule_version smallint)
    where hits.id = classified.id
      and (hits.class, hits.reasons, hits.rule_version)
        is distinct from (classified.class, classified.reasons, classified.rule_version)`.execute(
    tx,
  );
}
