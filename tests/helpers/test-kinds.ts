import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Whoever imports one of these starts a process, a browser or a database. */
const OUTSIDE = [
  ...['pg', 'playwright-core', 'wrangler', 'node:child_process', 'src/platform/database'],
  ...['src/local/postgres', 'src/local/services', 'src/local/resend/start-resend'],
];

/**
 * The test files by kind. A unit test stays within its process: neither it nor what it imports from
 * `tests/` imports anything of OUTSIDE. Every other one is a database test.
 */
export function sortTests(): { unit: string[]; database: string[] } {
  const files = globSync('tests/**/*.test.{ts,tsx}', { cwd: PROJECT }).toSorted();
  const unit = files.filter((file) => !reachesOutside(file, new Set()));
  return { unit, database: files.filter((file) => !unit.includes(file)) };
}

function reachesOutside(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const imported = listImports(file);
  if (imported.some((each) => OUTSIDE.includes(each))) return true;
  const helpers = imported.filter((each) => each.startsWith('tests/')).flatMap(findFile);
  return helpers.some((each) => reachesOutside(each, seen));
}

/** What a file imports other than types: a package by its name, a file of ours by its path. */
function listImports(file: string): string[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^'";]*\sfrom\s)?'([^']+)'/gm);
  return [...found].map(([, name]) =>
    name!.startsWith('.') ? relative(PROJECT, join(PROJECT, dirname(file), name!)) : name!,
  );
}

function findFile(path: string): string[] {
  return [path, `${path}.ts`, `${path}.tsx`].filter(
    (each) => /\.tsx?$/.test(each) && existsSync(join(PROJECT, each)),
  );
}
