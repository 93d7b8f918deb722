import { type FindObstacle, type OutboxDeps, sendOutbox } from '../mail/send-outbox';
import { findSuppression, isLiftable } from './suppression/suppress';

/**
 * Hands over the transactional mails that wait, but those to suppressed addresses. Asked of each mail as it is
 * taken: whatever was suppressed while it was written, waited or was put back is left out.
 */
export function sendTransactionalMails(deps: OutboxDeps): Promise<number> {
  return sendOutbox(deps, { findObstacle });
}

/** A confirmation mail goes to who may come back: it was written knowing of the suppression. */
const findObstacle: FindObstacle = async (db, { address_hash, despite_suppression }) => {
  const reason = address_hash ? await findSuppression(db, address_hash) : undefined;
  return reason && despite_suppression && isLiftable(reason) ? undefined : reason;
};
