import { isRolledBack } from '../platform/database-failure';
import type { Deps } from '../platform/deps';
import { type Bounds, gather } from '../platform/gather';
import { type ClickTarget, findClickTargets, type LinkName } from './find-link';
import { findOpenableDeliveries } from './find-pixel';
import { countLostHits, type Hit, recordHits } from './record-hit';
import { keepInTime } from './record-in-time';

/** Lookups and hits of clicks and pixels; those that come at once share statements and commits. */
export interface GatheredHits {
  /** Where a link leads; nothing for links of another issue or to vote. */
  findTarget(link: LinkName): Promise<ClickTarget | undefined>;
  /** Records a click before the answer, unless that takes over 250 ms. */
  recordClick(hit: Hit): Promise<void>;
  /** The same for an open, where the reader allows it. */
  recordOpen(hit: Hit): Promise<void>;
}

/** One more call that waits for the disk would only make groups smaller. */
const BOUNDS = { most: 100, waiting: 5_000, atOnce: 1 };
const READING: Bounds = { ...BOUNDS, mayRepeat: () => true };
const WRITING: Bounds = { ...BOUNDS, mayRepeat: isRolledBack };

export function gatherHits({ db, log }: Pick<Deps, 'db' | 'log'>): GatheredHits {
  const findTarget = gather((links: LinkName[]) => findClickTargets(db, links), READING);
  const recordClick = gather(async (hits: Hit[]) => [await recordHits(db, hits)], WRITING);
  const recordOpen = gather(async (hits: Hit[]) => {
    const allowed = await findOpenableDeliveries(
      db,
      hits.map((hit) => hit.deliveryId),
    );
    return [
      await recordHits(
        db,
        hits.filter((hit) => allowed.has(hit.deliveryId)),
      ),
    ];
  }, WRITING);
  const countLost = gather(async (hits: Hit[]) => [await countLostHits(db, hits)], WRITING);
  const inTime = (hit: Hit, recorded: Promise<unknown>) =>
    keepInTime(recorded, { hit, countLost, log });
  return {
    findTarget,
    recordClick: (hit) => inTime(hit, recordClick(hit)),
    recordOpen: (hit) => inTime(hit, recordOpen(hit)),
  };
}
