import { setTimeout as sleep } from 'node:timers/promises';

const DEADLOCK_DETECTED = '40P01';
/** Who comes back at once may take the lock again before the other has woken up and be ended again. */
const WAIT_MS = 50;

/** Does the work once more where PostgreSQL ended it so that another transaction could go on. */
export async function againAfterDeadlock<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((Object(error) as { code?: unknown }).code !== DEADLOCK_DETECTED) throw error;
    await sleep(WAIT_MS);
    return work();
  }
}
