import { expect } from 'vitest';
import type { ModelRun } from './run';
import {
  type BatchRow,
  type DeliveryRow,
  readSnapshot,
  type Snapshot,
  type Told,
} from './snapshot';

const ISSUE_MOVES = ['draft released', 'released sending', 'sending paused', 'sending sent'].concat(
  ['paused sending', 'paused cancelled', 'sent sending'],
);
const BATCH_MOVES = [
  'waiting sealed',
  'waiting recorded',
  'sealed waiting',
  'sealed recorded',
].concat(['sealed unknown', 'unknown recorded']);

/** Must hold after every step, whatever happened. */
export async function expectInvariants(run: ModelRun): Promise<void> {
  const snapshot = await readSnapshot(
    run.fixture.db,
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
  for (const { from_state, to_state, reason } of history) {
    if (reason?.includes('no longer be reproduced')) yield `${name}: ${reason}`;
    if (from_state !== before) yield `${name} was ${before}, its history says ${from_state}`;
    if (!moves.includes(`${from_state} ${to_state}`)) yield `${name}: ${from_state} ${to_state}`;
    before = to_state;
  }
  if (state !== before) yield `${name} is ${state}, its history says ${before}`;
}

/** Compares a delivery with its batch and with what the provider has accepted. */
function* findDeliveryFaults(
  { provider, said }: ModelRun,
  batch: BatchRow,
  delivery: DeliveryRow,
): Generator<string> {
  const { state, resend_id } = delivery;
  const name = `delivery ${delivery.id} (${state}) of a batch that is ${batch.state}`;
  if (/recorded|unknown/.test(batch.state) && state === 'waiting') yield name;
  if (batch.state !== 'unknown' && state === 'unknown') yield name;
  const word = said.get(delivery.id);
  const mails = provider.mails.filter((mail) => mail.delivery === delivery.id);
  const isInLedger = mails.length > 0 || word === 'accepted';
  if (state === 'accepted' && !isInLedger) yield `${name} is in no ledger`;
  const isOurs = resend_id === null || mails.some(({ id }) => id === resend_id);
  if (!isOurs) yield `${name}: another mail's id`;
  for (const { key, isHeard } of mails) {
    if (isHeard && state !== 'accepted') yield `${name}: it was heard of`;
    if (provider.isExcused(delivery.id, key)) continue;
    const isSealed = batch.state === 'sealed' && key.endsWith(`/${batch.id}/${batch.composition}`);
    const isLie = delivery.reason === 'not sent' && word === 'not-sent';
    if (state === 'waiting' && !isSealed) yield `${name} has its mail already`;
    if (state === 'suppressed' && !isLie) yield `${name} has its mail (${delivery.reason})`;
    if (state === 'refused') yield `${name} has its mail`;
  }
}
