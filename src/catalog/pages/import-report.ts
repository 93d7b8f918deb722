import type { ImportedPage } from './imported-page';
import { PageFault } from './page';

/** `file` is the path as given, or the folder's with the file's name. */
export interface ImportedFile {
  file: string;
  slug: string;
  outcome: ImportedPage['outcome'];
  /** What changed, a sentence each. */
  notes?: string[];
  /** What was cleaned away, a sentence each. */
  cleaned?: string[];
}

/** `line` is null if the fault is the whole file's; `reason` is one sentence. */
export interface RefusedFile {
  file: string;
  line: number | null;
  reason: string;
}

export type FileResult = ImportedFile | RefusedFile;

/** In the order in which the files were given. */
export interface ImportReport {
  imported: ImportedFile[];
  refused: RefusedFile[];
}

export function toImported(
  file: string,
  { slug, outcome, notes, cleaned }: ImportedPage & Pick<ImportedFile, 'cleaned'>,
): ImportedFile {
  return { file, slug, outcome, ...(notes.length > 0 && { notes }), ...(cleaned && { cleaned }) };
}

/** Only a fault of the page is a refusal; anything else is thrown. */
export function toRefused(file: string, error: unknown): RefusedFile {
  if (!(error instanceof PageFault)) throw error;
  return { file, line: error.line, reason: error.reason };
}

export function toReport(results: FileResult[]): ImportReport {
  return {
    imported: results.filter((result) => 'slug' in result),
    refused: results.filter((result) => 'reason' in result),
  };
}
