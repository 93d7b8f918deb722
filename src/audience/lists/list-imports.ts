import type { Database } from '../../platform/database';

export interface ImportRow {
  import: number;
  at: Date;
  actor: string;
  consent: string;
  rows: number;
  added: number;
  known: number;
  suppressed: number;
  refused: number;
  stopped: number;
  undone_at: Date | null;
  undone_by: string | null;
}

const MAX_IMPORTS = 100;

/** The last hundred, newest first. */
export async function listImports(db: Database): Promise<ImportRow[]> {
  return db
    .selectFrom('reader_imports')
    .select(['id as import', 'at', 'actor', 'consent', 'rows', 'added', 'known', 'suppressed'])
    .select(['refused', 'stopped', 'undone_at', 'undone_by'])
    .orderBy('id', 'desc')
    .limit(MAX_IMPORTS)
    .execute();
}
