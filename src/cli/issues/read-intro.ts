import { readFile } from 'node:fs/promises';
import { Refusal } from '../../platform/refusal';

const MAX_BYTES = 100_000;

/** The text of a Markdown file; refuses one that is too large or not text. */
export async function readIntro(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('missing', `"${file}" cannot be read (${error.code}).`);
  });
  if (bytes.length > MAX_BYTES) throw new Refusal('invalid', `${file} is over 100 kB.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid', `${file} is not UTF-8 text.`);
  }
}
