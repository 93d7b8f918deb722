import { sql } from 'kysely';
import type { Database } from '../../../src/platform/database';
import type { Batches, Deliveries, Issues } from '../../../src/platform/schema';

export interface Told {
  from_state: string | null;
  to_state: string;
  reason: string | null;
}

interface IssueRow {
  id: number;
  state: Issues['state'];
  history: Told[];
}

export interface BatchRow {
  id: number;
  issue_id: number;
  state: Batches['state'];
  composition: number;
  history: Told[];
}

export interface DeliveryRow {
  id: number;
  issue_id: number;
  subscriber_id: number;
  batch_id: number;
  state: Deliveries['state'];
  reason: string | null;
  email: string | null;
  resend_id: string | null;
}

export interface Snapshot {
  issues: IssueRow[];
  batches: BatchRow[];
  deliveries: DeliveryRow[];
}

/** One snapshot. */
export async function readSnapshot(db: Database, issueIds: number[]): Promise<Snapshot> {
  const told = sql`coalesce(json_agg(json_build_object('from_state', h.from_state,
    'to_state', h.to_state, 'reason', h.reason) order by h.id), '[]')`;
  const { rows } = await sql<Snapshot>`select
    (select json_agg(i) from (select id, state, (select ${told} from issue_history as h
      where h.issue_id = issues.id) as history from issues
      where id = any(${issueIds}::bigint[])) as i) as issues,
    (select coalesce(json_agg(b), '[]') from (select id, issue_id, state, composition,
      (select ${told} from batch_history as h where h.batch_id = batches.id) as history
      from batches where issue_id = any(${issueIds}::bigint[])) as b) as batches,
    (select coalesce(json_agg(d), '[]') from (select id, issue_id, subscriber_id, batch_id, state,
      reason, email, resend_id from deliveries where issue_id = any(${issueIds}::bigint[])
      order by id) as d) as deliveries`.execute(db);
  return rows[0]!;
}
