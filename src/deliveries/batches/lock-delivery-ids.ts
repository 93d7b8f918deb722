import { sql } from 'kysely';
import type { Deliveries } from '../../platform/schema';

interface DeliveriesInStates {
  batchId: number;
  states: Deliveries['state'][];
}

/** Locked by id, as everywhere: in table order an update could deadlock with classifying. */
export function lockDeliveryIds({ batchId, states }: DeliveriesInStates) {
  return sql<number>`(select id from deliveries
    where batch_id = ${batchId} and state = any(${states}) order by id for no key update)`;
}
