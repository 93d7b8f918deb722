import { serveProject } from '../tests/helpers/processes/served-project';
import type { Figure } from './figure';
import { onServedCopy } from './served-copy';

const STARTS = 5;
const TARGET_SECONDS = 3;

export const method =
  'A copy of the project with its own data folder that has served before. Clock time from calling ' +
  '`npm start` until the home page is answered, including bundling and starting the embedded ' +
  'PostgreSQL and the Resend emulator; median of five starts.';

export async function run(): Promise<Figure[]> {
  const times = await onServedCopy(async (copy) => {
    const measured: number[] = [];
    for (let nth = 0; nth < STARTS; nth += 1) {
      const served = await serveProject(copy, { command: ['npm', 'start'] });
      measured.push(served.firstPageMs);
      await served.stop();
    }
    return measured.toSorted((a, b) => a - b);
  });
  const value = Math.round(times[Math.floor(STARTS / 2)]! / 10) / 100;
  const name = 'first page after npm start';
  return [{ name, value, unit: 's', target: TARGET_SECONDS, met: value < TARGET_SECONDS }];
}
