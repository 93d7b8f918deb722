import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PageFault } from './page';
import { MAX_PAGE_BYTES, sizeReason } from './page-lines';

/** The file itself, or a folder's `*.txt`, sorted. Throws a PageFault. */
export async function listPageFiles(path: string): Promise<string[]> {
  const found = await orFault(stat(path));
  if (!found.isDirectory()) return [path];
  const names = (await orFault(readdir(path))).filter(isPageName).sort();
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new PageFault(null, 'Found a folder without a .txt file where a page was expected in it.');
}

/** Throws a PageFault. */
export async function readPageFile(path: string): Promise<Uint8Array> {
  const found = await orFault(stat(path));
  if (!found.isFile())
    throw new PageFault(null, `Found ${kindOf(found)} where a file with a page was expected.`);
  if (found.size > MAX_PAGE_BYTES) throw new PageFault(null, sizeReason(found.size));
  return orFault(readFile(path));
}

function isPageName(name: string): boolean {
  return name.endsWith('.txt') && !name.startsWith('.');
}

function kindOf(found: { isDirectory(): boolean }): string {
  return found.isDirectory() ? 'a folder' : 'something that is neither a file nor a folder';
}

/** The file system's refusal is a fault of that path only; the other files go on. */
async function orFault<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new PageFault(null, reasonOf(code));
  }
}

function reasonOf(code: string): string {
  if (code === 'ENOENT') return 'Found nothing at this path where a file or a folder was expected.';
  return `Found something that cannot be read (${code}) where a file with a page was expected.`;
}
