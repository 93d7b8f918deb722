const DEADLOCK_DETECTED = '40P01';

/** Does the work once more where PostgreSQL ended it so that another transaction could go on. */
export async function againAfterDeadlock<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((Object(error) as { code?: unknown }).code !== DEADLOCK_DETECTED) throw error;
    return work();
  }
}
