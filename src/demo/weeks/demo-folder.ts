import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { dataFolder } from '../../node/folders';
import { Refusal } from '../../platform/refusal';

const MAX_DEMOS = 20;

/** A data folder that no other demo is using, held until `unlock`. */
export async function lockDemoFolder(): Promise<{ folder: string; unlock: () => Promise<void> }> {
  for (let nth = 1; nth <= MAX_DEMOS; nth += 1) {
    const folder = join(dataFolder(), nth === 1 ? 'demo' : `demo-${nth}`);
    await mkdir(folder, { recursive: true });
    try {
      return { folder, unlock: await lock(folder, { stale: 15_000, update: 5_000 }) };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ELOCKED') throw error;
    }
  }
  throw new Refusal('unready', `${MAX_DEMOS} demos are already running: stop one first.`);
}
