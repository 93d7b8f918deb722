import { expect } from 'vitest';
import type { Deps } from '../../../src/platform/deps';
import type { SubmissionOutcome } from '../../../src/platform/mailer';
import { sealNextBatch } from '../../../src/sending/batches/seal-batch';
import { submitBatch } from '../../../src/sending/batches/submit-batch';
import { waitForCall } from '../../../src/sending/batches/wait-for-call';
import type { Call } from './posted-mails';
import { WISHES, type Wish } from './provider';
import { hear, type ModelIssue, type ModelReader, type ModelRun, pick, senderOf } from './run';

const MOSTLY: Wish[] = ['accept', 'accept', 'accept', 'lose-answer', 'lose-answer', 'lose-call'];
const CLOCK_DOUBT_MS = 6 * 60 * 1000;

/** A sender's next step: seals a batch, submits a sealed one, or hears the answer. */
export async function work(run: ModelRun, nth: number): Promise<void> {
  const slot = nth % run.slots.length;
  const held = run.slots[slot];
  if (!held) return seal(run, slot, nth);
  if (held.answer === null) return submit(run, slot, wishOf(nth));
  run.slots[slot] = null;
  await held.answer();
}

export function wishOf(nth: number): Wish {
  return pick([...MOSTLY, ...WISHES], nth);
}

/** Never with a reader who is out, or who has the mail. */
export async function seal(run: ModelRun, slot: number, nth: number): Promise<void> {
  const out = run.readers.filter((reader) => isOut(run, reader)).map(({ email }) => email);
  const { renders } = run.fixture;
  const first = pick(run.issues, Math.floor(nth / run.slots.length));
  const sealOf = ({ id: issueId }: ModelIssue) =>
    sealNextBatch(senderOf(run, slot), { issueId, renders });
  const sealing = (await sealOf(first)) ?? (await sealOf(run.issues.at(-1)!));
  if (sealing?.kind !== 'ready') return;
  run.slots[slot] = { ready: sealing, answer: null };
  if (!sealing.fresh) return;
  const ids = sealing.rows.map(({ id }) => id);
  const emails = sealing.rows.map(({ email }) => email);
  expect(emails.filter((email) => out.includes(email))).toEqual([]);
  const have = run.provider.mails.filter(
    ({ delivery, key }) => ids.includes(delivery) && !run.provider.isExcused(delivery, key),
  );
  expect(have).toEqual([]);
}

/** Whether nothing may be sealed for a reader, whatever the sender's clock says. */
function isOut({ fixture }: ModelRun, { isGone, pausesUntilMs }: ModelReader): boolean {
  return isGone || pausesUntilMs > fixture.now() + CLOCK_DOUBT_MS;
}

/** Submits what a slot holds; its answer is under way from then on. */
export async function submit(run: ModelRun, slot: number, wish: Wish): Promise<void> {
  const { ready } = run.slots[slot]!;
  const sender = senderOf(run, slot);
  run.slots[slot] = null;
  const turn = await waitForCall(sender, ready, { signal: undefined });
  if (!turn.maySubmit) return;
  const { id, composition } = ready.batch;
  expect(await readBatch(run, id)).toEqual({ state: 'sealed', composition });
  let heard: { kind: string; key: string } | undefined;
  const arriving = Promise.withResolvers<void>();
  const mailer: Deps['mailer'] = {
    ...sender.mailer,
    async submitBatch(call) {
      const outcome = await answerLater(run, call, wish, arriving.promise);
      heard = { kind: outcome.kind, key: call.key };
      return outcome;
    },
  };
  const recorded = submitBatch({ ...sender, mailer }, ready, turn);
  const answer = async () => {
    arriving.resolve();
    await recorded;
    if (heard?.kind === 'accepted') hear(run, ({ key }) => key === heard!.key);
  };
  run.slots[slot] = { ready, answer };
}

function readBatch({ fixture }: ModelRun, id: number) {
  return fixture.db
    .selectFrom('batches')
    .select(['state', 'composition'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The provider acts at once; the caller learns of it when the answer arrives. */
async function answerLater(
  { provider }: ModelRun,
  call: Call,
  wish: Wish,
  arrival: Promise<void>,
): Promise<SubmissionOutcome> {
  const outcome = provider.submit(call, wish);
  await arrival;
  provider.heard(call, outcome);
  return outcome;
}
