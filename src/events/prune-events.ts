import type { Database } from '../platform/database';
import { DAY_MS } from '../platform/durations';

/** Resend repeats an event for about 28 hours; replays by hand happen within the month. */
const APPLIED_KEPT_MS = 30 * DAY_MS;
/** No id is learnt this late: what is left is of transactional mails, tests, or not ours. */
const UNCLAIMED_KEPT_MS = 90 * DAY_MS;

export async function pruneProviderEvents(db: Database, { at }: { at: Date }): Promise<void> {
  const ago = (ms: number) => new Date(at.getTime() - ms);
  await db
    .deleteFrom('provider_events')
    .where('received_at', '<=', ago(APPLIED_KEPT_MS))
    .where(({ eb, or }) =>
      or([eb('outcome', '<>', 'kept'), eb('received_at', '<=', ago(UNCLAIMED_KEPT_MS))]),
    )
    .execute();
  await db.deleteFrom('refused_events').where('last_at', '<=', ago(UNCLAIMED_KEPT_MS)).execute();
}
