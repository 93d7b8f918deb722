import type { NewId } from '../../platform/ids';
import type { ParsedPage } from './page';

/** A page on its way into the catalog. */
export interface PageImport {
  page: ParsedPage;
  /** YYYY-MM-DD; without it the first import's date stays. */
  publishedOn?: string;
  newId: NewId;
  at: Date;
}

/** What became of a page. */
export interface ImportedPage {
  slug: string;
  outcome: 'added' | 'changed' | 'unchanged';
  /** What changed, a sentence each; empty unless the outcome is `changed`. */
  notes: string[];
}
