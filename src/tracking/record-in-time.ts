import { errorFields, type Log } from '../platform/log';
import type { Hit } from './record-hit';

const RECORD_TIMEOUT_MS = 250;

/** Waits at most 250 ms: then the answer goes out first. A hit that fails counts as lost. */
export async function recordInTime(
  recorded: Promise<unknown>,
  { hit, countLost, log }: { hit: Hit; countLost: (hit: Hit) => Promise<unknown>; log: Log },
): Promise<void> {
  const kept = recorded.catch(async (error: unknown) => {
    log.warn({ event: 'hit-lost', kind: hit.kind, ...errorFields(error) }, 'a hit was lost');
    await countLost(hit).catch((again: unknown) =>
      log.error({ event: 'hit-lost', ...errorFields(again) }, 'a lost hit could not be counted'),
    );
  });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RECORD_TIMEOUT_MS);
  });
  await Promise.race([kept, deadline]);
  clearTimeout(timer);
}
