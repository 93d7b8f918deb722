import { setTimeout as sleep } from 'node:timers/promises';

const DEADLOCK_DETECTED = '40P01';
/** An immediate retry could take the lock again before the other transaction has woken up. */
const WAIT_MS = 50;

export async function retryOnDeadlock<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((Object(error) as { code?: unknown }).code !== DEADLOCK_DETECTED) throw error;
    await sleep(WAIT_MS);
    return work();
  }
}
