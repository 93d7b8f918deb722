import { type OutboxDeps, sendOutbox } from '../platform/send-outbox';
import { findSuppression } from './suppress';

/**
 * Hands over the single mails that wait, but those to suppressed addresses. Asked of each mail as it is
 * taken: whatever was suppressed while it was written, waited or was put back is left out.
 */
export function sendSingleMails(deps: OutboxDeps): Promise<number> {
  return sendOutbox(deps, { findObstacle: findSuppression });
}
