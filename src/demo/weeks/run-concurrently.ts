import { InFlight } from '../../platform/in-flight';

const CONCURRENCY = 8;

/** Several at once, begun in order. */
export async function runConcurrently<T>(
  items: T[],
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const works = new InFlight(CONCURRENCY);
  try {
    for (const item of items) await works.add(() => work(item));
  } finally {
    await works.end();
  }
}
