import { sql } from 'kysely';
import type { Deliveries } from '../../platform/schema';

interface Some {
  batchId: number;
  states: Deliveries['state'][];
}

/**
 * The ids of a batch's deliveries in these states, locked by id as everybody locks deliveries. A plain
 * update takes them as they lie in the table, and could wait for ever for whoever classifies votes meanwhile.
 */
export function inOrder({ batchId, states }: Some) {
  return sql<number>`(select id from deliveries
    where batch_id = ${batchId} and state = any(${states}) order by id for no key update)`;
}
