import { errorFields, type Log } from './log';

/** A failure stops none of the others. The first is thrown at the end, the rest are logged. */
export async function forEachLogged<T>(
  log: Log,
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for await (const item of items) await work(item).catch((error) => failures.push(error));
  const [first, ...others] = failures;
  for (const error of others)
    log.error({ event: 'work', ...errorFields(error) }, 'another one failed');
  if (failures.length > 0) throw first;
}
