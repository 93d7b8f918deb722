import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigRefusal, type Environment } from '../platform/config';
import { projectFolder } from './folders';

const ENTRY = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(["'`]?)/;

/** The environment wins over `.env`. Throws a ConfigRefusal. */
export function readEnvironment(
  environment: Environment = process.env,
  folder = projectFolder(),
): Environment {
  const text = readFile(join(folder, '.env'));
  const odd = findOddLine(text);
  if (odd !== null) throw new ConfigRefusal([`.env must have NAME=value on line ${odd}`]);
  for (const [name, value] of Object.entries(parseEnv(text))) environment[name] ??= value;
  return environment;
}

/** A missing file is fine; one that cannot be read was meant to say something. */
function readFile(path: string): string {
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })) return '';
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new ConfigRefusal(['.env must be a text file in UTF-8 that this account may read']);
  }
}

/** Node would silently skip a line that isn't an entry, a comment or blank. */
function findOddLine(text: string): number | null {
  let open: { quote: string; line: number } | null = null;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (open) {
      if (line.includes(open.quote)) open = null;
      continue;
    }
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [head, quote] = ENTRY.exec(line) ?? [];
    if (head === undefined || line.includes('\0')) return at + 1;
    if (quote && !line.slice(head.length).includes(quote)) open = { quote, line: at + 1 };
  }
  return open?.line ?? null;
}
