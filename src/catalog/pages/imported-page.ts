import type { NewId } from '../../platform/ids';
import type { ParsedPage } from './page';

export interface PageImport {
  page: ParsedPage;
  /** YYYY-MM-DD; without it the first import's date stays. */
  publishedOn?: string;
  newId: NewId;
  at: Date;
}

export interface ImportedPage {
  slug: string;
  outcome: 'added' | 'changed' | 'unchanged';
  /** A sentence for each change. */
  notes: string[];
}
