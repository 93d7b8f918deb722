import { sql } from 'kysely';
import { pauseIssue } from '../../deliveries/pause';
import { raiseAlert } from '../../platform/alerts';
import type { Deps } from '../../platform/deps';
import { type Effect, idsOf } from './delivery-event';

const REASON =
  'Resend’s own tracking is on: it adds a pixel and rewrites every link, even the unsubscribe link. ' +
  'Switch it off for the domain, then resume.';

/** Resend reports these only if its own tracking is on, against readers' consent. */
export const tracked: Effect = async (deps, deliveryEvents) => {
  const issues = await deps.db
    .selectFrom('deliveries')
    .select('issue_id')
    .distinct()
    .where(sql<boolean>`id = any(${idsOf(deliveryEvents)})`)
    .execute();
  for (const { issue_id: issueId } of issues) {
    deps.log.error({ event: 'provider-tracking', issue: issueId }, 'Resend’s own tracking is on');
    await pauseIssue(deps, { issueId, reason: REASON });
  }
  await raiseTrackingAlert(deps);
};

/** Raised even if there is no issue left to pause. */
export function raiseTrackingAlert(deps: Deps): Promise<void> {
  return raiseAlert(deps, { at: deps.now(), kind: 'provider-tracking', says: REASON });
}
