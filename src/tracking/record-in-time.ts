import type { Deps } from '../platform/deps';
import { errorFields } from '../platform/log';
import { countLostHit, type Hit, recordHit } from './record-hit';

const RECORD_WITHIN_MS = 250;

/**
 * Records a hit, but keeps nobody waiting for more than 250 ms: then the answer goes out while the
 * row is still under way. A hit that fails is counted as lost.
 */
export async function recordHitInTime(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  hit: Hit,
): Promise<void> {
  const recorded = recordHit(db, hit).catch(async (error: unknown) => {
    log.warn({ event: 'hit-lost', kind: hit.kind, ...errorFields(error) }, 'a hit was lost');
    await countLostHit(db, hit).catch((again: unknown) =>
      log.error({ event: 'hit-lost', ...errorFields(again) }, 'a lost hit could not be counted'),
    );
  });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RECORD_WITHIN_MS);
  });
  await Promise.race([recorded, deadline]);
  clearTimeout(timer);
}
