import { type Bounds, coalesce, coalesceWrites } from '../platform/coalesce';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { isRolledBack } from '../platform/postgres/database-failure';
import { type ClickTarget, findClickTargets, type LinkName } from './find-link';
import { findOpenableDeliveries } from './find-pixel';
import { countLostHits, type Hit, recordHits } from './record-hit';
import { recordInTime } from './record-in-time';

/** Lookups and hits that come at once share statements and commits. */
export interface CoalescedHits {
  /** Undefined for links of another issue and vote links. */
  findTarget(link: LinkName): Promise<ClickTarget | undefined>;
  /** Before the answer, unless that takes over 250 ms. */
  recordClick(hit: Hit): Promise<void>;
  /** Only if the reader allows it. */
  recordOpen(hit: Hit): Promise<void>;
}

/** A second call waiting for the disk would only coalesce less. */
const BOUNDS = { max: 100, maxWaiting: 5_000, concurrency: 1 };
const READING: Bounds = { ...BOUNDS, isRetryable: () => true };
const WRITING: Bounds = { ...BOUNDS, isRetryable: isRolledBack };
/** However many are lost, they are a row or two. */
const COUNTING: Bounds = { ...BOUNDS, max: BOUNDS.maxWaiting, isRetryable: () => false };

export function coalesceHits({ db, log }: Pick<Deps, 'db' | 'log'>): CoalescedHits {
  const findTarget = coalesce((links: LinkName[]) => findClickTargets(db, links), READING);
  const recordClick = coalesceWrites((hits: Hit[]) => recordHits(db, hits), WRITING);
  const recordOpen = coalesceWrites((hits: Hit[]) => recordOpens(db, hits), WRITING);
  const countLost = coalesceWrites((hits: Hit[]) => countLostHits(db, hits), COUNTING);
  const inTime = (hit: Hit, recorded: Promise<unknown>) =>
    recordInTime(recorded, { hit, countLost, log });
  return {
    findTarget,
    recordClick: (hit) => inTime(hit, recordClick(hit)),
    recordOpen: (hit) => inTime(hit, recordOpen(hit)),
  };
}

async function recordOpens(db: Database, hits: Hit[]): Promise<void> {
  const ids = hits.map((hit) => hit.deliveryId);
  const openable = await findOpenableDeliveries(db, ids);
  await recordHits(
    db,
    hits.filter((hit) => openable.has(hit.deliveryId)),
  );
}
