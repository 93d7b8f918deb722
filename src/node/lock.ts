import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { Refusal } from '../platform/refusal';

// A killed holder stops renewing its lock; after this long another may take it.
const STALE_MS = 5_000;
const RENEW_MS = 1_000;
const POLL_MS = 100;
const WAIT_MS = 90_000;

/** Excludes other processes and other callers in this one. */
export async function underLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const unlock = await acquireLock(folder);
  try {
    return await work();
  } finally {
    await unlock();
  }
}

async function acquireLock(folder: string): Promise<() => Promise<void>> {
  let lost = false;
  const unlock = await lockfile
    .lock(folder, {
      lockfilePath: join(folder, 'lock'),
      stale: STALE_MS,
      update: RENEW_MS,
      retries: { retries: WAIT_MS / POLL_MS, factor: 1, minTimeout: POLL_MS, maxTimeout: POLL_MS },
      // A process that slept past the stale time has lost it; by default the library would throw.
      onCompromised: () => {
        lost = true;
      },
    })
    .catch((error: Error & { code?: string }) => refuse(error, folder));
  return async () => {
    if (!lost) await unlock();
  };
}

function refuse(error: Error & { code?: string }, folder: string): never {
  if (error.code !== 'ELOCKED') throw error;
  throw new Refusal(
    'unready',
    `Another process has been starting or stopping in ${folder} for ${WAIT_MS / 1000} seconds: try again later.`,
  );
}
