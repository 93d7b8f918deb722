import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { dataFolder } from '../folders';

const PLACES = 20;

/** A data folder of the demo's own that no other demo is using, held until `leave`. */
export async function takeDemoFolder(): Promise<{ folder: string; leave: () => Promise<void> }> {
  for (let place = 1; place <= PLACES; place += 1) {
    const folder = join(dataFolder(), place === 1 ? 'demo' : `demo-${place}`);
    await mkdir(folder, { recursive: true });
    try {
      return { folder, leave: await lock(folder, { stale: 15_000, update: 5_000 }) };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ELOCKED') throw error;
    }
  }
  throw new Error(`${PLACES} demos are running already`);
}
