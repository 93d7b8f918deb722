import { expect } from 'vitest';
import type { Deps } from '../../../src/platform/deps';
import type { HandOutcome } from '../../../src/platform/mailer';
import { handBatch } from '../../../src/sending/hand-batch';
import { waitForTurn } from '../../../src/sending/in-turn';
import { sealNextBatch } from '../../../src/sending/seal-batch';
import { type Call, WISHES, type Wish } from './provider';
import { type ModelIssue, type ModelReader, type ModelRun, pick, senderOf } from './run';

const MOSTLY: Wish[] = ['accept', 'accept', 'accept', 'lose-answer', 'lose-answer', 'lose-call'];
const LEASE_LAPSES_MS = 61_000;
const CLOCK_DOUBT_MS = 6 * 60 * 1000;

/** A sender goes one step on: seals a batch, hands what it has sealed, or hears the answer. */
export async function work(run: ModelRun, nth: number): Promise<void> {
  const slot = nth % run.slots.length;
  const held = run.slots[slot];
  if (!held) return seal(run, slot, nth);
  if (held.answer === null) return hand(run, slot, pick([...MOSTLY, ...WISHES], nth));
  run.slots[slot] = null;
  await held.answer();
}

/** Once the truth is heard, what a person said of these mails counts no more. */
export function correct({ provider, said }: ModelRun, key: string): void {
  for (const mail of provider.mails) if (mail.key === key) said.delete(mail.delivery);
}

/** A lease lapses while its holder is still at it, and another sender takes over and goes on. */
export async function takeOver(run: ModelRun, nth: number): Promise<void> {
  const holder = run.slots.findIndex((slot) => slot?.answer);
  if (holder < 0) return;
  const other = (holder + 1 + (nth % 2)) % run.slots.length;
  await run.ground.pass(LEASE_LAPSES_MS);
  await die(run, other);
  await seal(run, other, nth);
  if (run.slots[other]) await hand(run, other, pick([...MOSTLY, ...WISHES], nth));
}

/** A sender is killed: what it held is forgotten, and an answer on its way is never heard. */
export async function die({ slots }: ModelRun, nth: number): Promise<void> {
  slots[nth % slots.length] = null;
}

async function seal(run: ModelRun, slot: number, nth: number): Promise<void> {
  const out = run.readers.filter((reader) => isOut(run, reader)).map(({ email }) => email);
  const { compiled } = run.ground;
  const first = pick(run.issues, Math.floor(nth / run.slots.length));
  const sealOf = ({ id: issueId }: ModelIssue) =>
    sealNextBatch(senderOf(run, slot), { issueId, compiled });
  const sealing = (await sealOf(first)) ?? (await sealOf(run.issues.at(-1)!));
  if (sealing?.kind !== 'ready') return;
  run.slots[slot] = { ready: sealing, answer: null };
  if (!sealing.fresh) return;
  const ids = sealing.rows.map(({ id }) => id);
  const emails = sealing.rows.map(({ email }) => email);
  expect(emails.filter((email) => out.includes(email))).toEqual([]);
  expect(run.provider.mails.filter(({ delivery }) => ids.includes(delivery))).toEqual([]);
}

/** Whether nothing may be sealed for a reader, whatever the sender's clock says. */
function isOut({ ground }: ModelRun, { isGone, pausesUntilMs }: ModelReader): boolean {
  return isGone || pausesUntilMs > ground.now() + CLOCK_DOUBT_MS;
}

async function hand(run: ModelRun, slot: number, wish: Wish): Promise<void> {
  const { ready } = run.slots[slot]!;
  const sender = senderOf(run, slot);
  run.slots[slot] = null;
  const turn = await waitForTurn(sender, ready, { signal: undefined });
  if (!turn.mayHand) return;
  const { id, composition } = ready.batch;
  expect(await readBatch(run, id)).toEqual({ state: 'sealed', composition });
  let heard: { kind: string; key: string } | undefined;
  const arriving = Promise.withResolvers<void>();
  const mailer: Deps['mailer'] = {
    ...sender.mailer,
    async handBatch(call) {
      const outcome = await answerLater(run, call, wish, arriving.promise);
      heard = { kind: outcome.kind, key: call.key };
      return outcome;
    },
  };
  const recorded = handBatch({ ...sender, mailer }, ready, turn);
  const answer = async () => {
    arriving.resolve();
    await recorded;
    if (heard?.kind === 'accepted') correct(run, heard.key);
  };
  run.slots[slot] = { ready, answer };
}

function readBatch({ ground }: ModelRun, id: number) {
  return ground.db
    .selectFrom('batches')
    .select(['state', 'composition'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The provider acts at once; the caller hears of it when the answer arrives. */
async function answerLater(
  { provider }: ModelRun,
  call: Call,
  wish: Wish,
  arrival: Promise<void>,
): Promise<HandOutcome> {
  const outcome = provider.hand(call, wish);
  await arrival;
  provider.heard(call, outcome);
  return outcome;
}
