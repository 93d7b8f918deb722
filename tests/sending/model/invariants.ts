import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../../../src/platform/database';
import type { Batches, Deliveries, Issues } from '../../../src/platform/schema';
import type { ModelRun } from './run';

interface Told {
  from_state: string | null;
  to_state: string;
}

interface IssueRow {
  id: number;
  state: Issues['state'];
  history: Told[];
}

interface BatchRow {
  id: number;
  issue_id: number;
  state: Batches['state'];
  composition: number;
  history: Told[];
}

interface DeliveryRow {
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

const ISSUE_MOVES = ['draft released', 'released sending', 'sending paused', 'sending sent'].concat(
  ['paused sending', 'paused cancelled'],
);
const BATCH_MOVES = [
  'waiting sealed',
  'waiting settled',
  'sealed waiting',
  'sealed settled',
].concat(['sealed unknown', 'unknown settled']);

/** Everything that is looked at, in one snapshot. */
export async function readSnapshot(db: Database, issueIds: number[]): Promise<Snapshot> {
  const told = sql`coalesce(json_agg(json_build_object('from_state', h.from_state,
    'to_state', h.to_state) order by h.id), '[]')`;
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

/** What must hold after every step, whatever happened. */
export async function expectInvariants(run: ModelRun): Promise<void> {
  const snapshot = await readSnapshot(
    run.ground.db,
    run.issues.map(({ id }) => id),
  );
  expect([...run.provider.faults, ...findFaults(run, snapshot)]).toEqual([]);
}

function* findFaults(run: ModelRun, { issues, batches, deliveries }: Snapshot): Generator<string> {
  for (const { id, frozen } of run.issues) {
    const count = deliveries.filter(({ issue_id }) => issue_id === id).length;
    if (count !== frozen) yield `issue ${id} has ${count} of ${frozen} deliveries`;
  }
  for (const issue of issues) {
    yield* findHistoryFaults(`issue ${issue.id}`, issue, 'draft', ISSUE_MOVES);
    const isOpen = batches.some(
      ({ issue_id, state }) => issue_id === issue.id && /waiting|sealed/.test(state),
    );
    if (issue.state === 'sent' && isOpen) yield `issue ${issue.id} is sent with open batches`;
  }
  for (const batch of batches) {
    yield* findHistoryFaults(`batch ${batch.id}`, batch, 'waiting', BATCH_MOVES);
    const of = deliveries.filter(({ batch_id }) => batch_id === batch.id);
    for (const delivery of of) yield* findDeliveryFaults(run, batch, delivery);
  }
}

function* findHistoryFaults(
  name: string,
  { state, history }: { state: string; history: Told[] },
  first: string,
  moves: string[],
): Generator<string> {
  let before = first;
  for (const { from_state, to_state } of history) {
    if (from_state !== before) yield `${name} was ${before}, its history says ${from_state}`;
    if (!moves.includes(`${from_state} ${to_state}`)) yield `${name}: ${from_state} ${to_state}`;
    before = to_state;
  }
  if (state !== before) yield `${name} is ${state}, its history says ${before}`;
}

/** A delivery beside its batch, and beside what the provider has accepted. */
function* findDeliveryFaults(
  { provider, said, ground: _ }: ModelRun,
  { state, composition }: BatchRow,
  delivery: DeliveryRow,
): Generator<string> {
  const name = `delivery ${delivery.id} (${delivery.state}) of a batch that is ${state}`;
  if ((state === 'settled' || state === 'unknown') && delivery.state === 'waiting') yield name;
  if (state !== 'unknown' && delivery.state === 'unknown') yield name;
  const mail = provider.mails.find((each) => each.delivery === delivery.id);
  const word = said.get(delivery.id);
  if (!mail) {
    if (delivery.state === 'accepted' && word !== 'accepted') yield `${name} is in no ledger`;
    return;
  }
  if (delivery.resend_id !== null && delivery.resend_id !== mail.id) yield `${name}: another id`;
  const isSealed = state === 'sealed' && mail.key.endsWith(`/${composition}`);
  if (delivery.state === 'waiting' && !isSealed) yield `${name} has its mail already`;
  const isLie = delivery.reason === 'not sent' && word === 'not-sent';
  if (delivery.state === 'suppressed' && !isLie) yield `${name} has its mail (${delivery.reason})`;
  if (delivery.state === 'refused') yield `${name} has its mail`;
}
