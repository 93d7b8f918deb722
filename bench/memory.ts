import { setTimeout as sleep } from 'node:timers/promises';
import { serveProject } from '../tests/helpers/processes/served-project';
import { readResidentBytes } from './delivery/process';
import type { Figure } from './figure';
import { onServedCopy } from './served-copy';

const IDLE_MS = 5_000;
const TARGET_MB = 200;

export const method =
  'The bundled service on an existing database, five seconds after its start and first page: ' +
  'VmRSS of its process as Linux counts it, in MB of 1,000,000 bytes. PostgreSQL and the Resend ' +
  'emulator run in their own processes and are not included.';

export async function run(): Promise<Figure[]> {
  const bytes = await onServedCopy(async (copy) => {
    const served = await serveProject(copy);
    await sleep(IDLE_MS);
    const resident = await readResidentBytes(served.pid);
    await served.stop();
    return resident;
  });
  const value = Math.round(bytes / 1e5) / 10;
  return [{ name: 'idle memory', value, unit: 'MB', target: TARGET_MB, met: value < TARGET_MB }];
}
