import type { Database } from '../../platform/database';
import { InFlight } from '../../platform/in-flight';
import { requireDay } from '../published-on';
import { slugBase } from '../slug';
import { importPage } from './import-page';
import {
  type FileResult,
  type ImportReport,
  type RefusedFile,
  toImported,
  toRefused,
  toReport,
} from './import-report';
import type { PageImport } from './imported-page';
import type { ParsedPage } from './page';
import { listPageFiles, readPageFile } from './page-files';
import { parsePage } from './parse-page';

export interface FilesImport extends Omit<PageImport, 'page'> {
  /** Files, and folders for their `*.txt` (not in subfolders). */
  paths: string[];
  /** Called as soon as a file is done. */
  onFile?: (result: FileResult) => void;
}

/** Pages at the same time, each on a connection. */
const CONCURRENCY = 4;

/**
 * Each page whole or not at all; a refused one stops no other. Tools with like names go in the
 * order given, so that the same files give the same slugs everywhere.
 */
export async function importFiles(db: Database, input: FilesImport): Promise<ImportReport> {
  if (input.publishedOn !== undefined) requireDay(input.publishedOn);
  const files = await listFiles(input.paths);
  const results = new Array<FileResult>(files.length);
  const imports = new InFlight(CONCURRENCY);
  try {
    for (const [at, file] of files.entries()) {
      const finish = (result: FileResult) => {
        results[at] = result;
        input.onFile?.(result);
      };
      const read = await readPage(file);
      if ('reason' in read) finish(read);
      else
        await imports.add(async () => finish(await importRead(db, read, input)), likeNames(read));
    }
  } finally {
    await imports.end();
  }
  return toReport(results);
}

interface ReadPage {
  file: string;
  page: ParsedPage;
}

async function listFiles(paths: string[]): Promise<(string | RefusedFile)[]> {
  const lists = paths.map((path) =>
    listPageFiles(path).catch((error: unknown) => [toRefused(path, error)]),
  );
  return (await Promise.all(lists)).flat();
}

async function readPage(file: string | RefusedFile): Promise<ReadPage | RefusedFile> {
  if (typeof file !== 'string') return file;
  try {
    return { file, page: parsePage(await readPageFile(file)) };
  } catch (error) {
    return toRefused(file, error);
  }
}

/** What both tools' slugs begin with, without a final number. */
function likeNames({ page }: ReadPage): Set<string> {
  return new Set(page.sides.map((side) => withoutNumbers(slugBase(side.name))));
}

function withoutNumbers(slug: string): string {
  const words = slug.split('-');
  while (words.length > 1 && /^\d+$/.test(words.at(-1)!)) words.pop();
  return words.join('-');
}

async function importRead(
  db: Database,
  { file, page }: ReadPage,
  { publishedOn, newId, at }: FilesImport,
): Promise<FileResult> {
  const imported = await importPage(db, { page, publishedOn, newId, at });
  return toImported(file, { ...imported, cleaned: page.cleaned });
}
