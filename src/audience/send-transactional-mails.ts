import { type FindObstacle, type OutboxDeps, sendOutbox } from '../mail/send-outbox';
import { findSuppression, isLiftable } from './suppression/suppress';

/** Asked of each mail as it is taken, so that a suppression in the meantime counts. */
export function sendTransactionalMails(deps: OutboxDeps): Promise<number> {
  return sendOutbox(deps, { findObstacle });
}

/** A confirmation mail goes to people who may come back: its writer knew of the suppression. */
const findObstacle: FindObstacle = async (db, { address_hash, despite_suppression }) => {
  const reason = address_hash ? await findSuppression(db, address_hash) : undefined;
  return reason && despite_suppression && isLiftable(reason) ? undefined : reason;
};
