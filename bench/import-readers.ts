import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ReadersImported } from '../src/audience/lists/import-readers';
import type { ProjectCopy } from '../tests/helpers/processes/project-copy';
import { watchMemory } from './delivery/process';
import { type Figure, stayWithin } from './figure';
import { onServedCopy } from './served-copy';

const READERS = 1_000_000;
const ROWS_PER_PIECE = 10_000;
const TARGET_SECONDS = 62;
const TARGET_MB = 250;

export const method =
  'A list of 1,000,000 readers (address, consent to opens, day of consent; 43 MB), imported by ' +
  'the bundled command, started as `npm run verdicts` does, into an empty database on the ' +
  'embedded PostgreSQL with durable commits. Clock time of the whole command, including its start ' +
  'and PostgreSQL’s. Memory: the highest VmRSS of its process, sampled five times a second, in MB ' +
  'of 1,000,000 bytes; PostgreSQL’s processes are not included.';

export function run(): Promise<Figure[]> {
  return onServedCopy(async (copy) => {
    await writeFile(join(copy.folder, 'list.csv'), inventList());
    const { seconds, bytes, imported } = await runImport(copy);
    if (imported.added !== READERS) throw new Error(`${imported.added} readers were added`);
    return [
      stayWithin('import-readers: 1,000,000 readers', Math.round(seconds), 's', TARGET_SECONDS),
      stayWithin('import-readers: memory', Math.round(bytes / 1e6), 'MB', TARGET_MB),
    ];
  });
}

function* inventList(): Generator<string> {
  yield 'email,opens,confirmed_at\n';
  for (let from = 0; from < READERS; from += ROWS_PER_PIECE) {
    const rows = Array.from({ length: ROWS_PER_PIECE }, (_, nth) => {
      const number = from + nth;
      const day = String((number % 28) + 1).padStart(2, '0');
      return `reader${number}@example.com,${number % 2 ? 'no' : 'yes'},2026-10-${day}\n`;
    });
    yield rows.join('');
  }
}

async function runImport({ folder, environment }: ProjectCopy) {
  const begunAt = performance.now();
  const command = ['dist/cli.mjs', 'readers', 'import', 'list.csv', '--consent', 'at a fair'];
  const child = spawn(process.execPath, ['--max-semi-space-size=4', ...command, '--json'], {
    ...{ cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const memory = watchMemory(child.pid!);
  const [out] = await Promise.all([text(child.stdout!), once(child, 'exit')]);
  const seconds = (performance.now() - begunAt) / 1000;
  return { seconds, bytes: memory.stop(), imported: JSON.parse(out) as ReadersImported };
}
