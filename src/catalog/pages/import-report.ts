import type { ImportedPage } from './imported-page';
import { PageFault } from './page';

/** `file` is the path as given, or a folder's with the name of the file in it. */
export interface ImportedFile {
  file: string;
  slug: string;
  outcome: ImportedPage['outcome'];
  /** What changed, a sentence each; only where something did. */
  notes?: string[];
  /** What was cleaned away from its text, a sentence each; only where something was. */
  cleaned?: string[];
}

/** `line` is null where the fault is the file's as a whole; `reason` is one sentence. */
export interface RefusedFile {
  file: string;
  line: number | null;
  reason: string;
}

export type FileResult = ImportedFile | RefusedFile;

/** Both lists in the order in which the files were given. */
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

/** Only a fault of the page is a refusal; anything else is an error and goes on as one. */
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
