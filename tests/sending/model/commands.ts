import fc from 'fast-check';
import { expect } from 'vitest';
import { eraseReader } from '../../../src/audience/erase';
import { type Pause, savePreferences } from '../../../src/audience/preferences';
import { suppressAddress } from '../../../src/audience/suppress';
import { unsubscribe } from '../../../src/audience/unsubscribe';
import { forgetErasedAddresses } from '../../../src/deliveries/forget-addresses';
import { listUnknown, type SaidOfUnknown } from '../../../src/deliveries/settle-unknown';
import { moveIssue } from '../../../src/issues/move';
import type { Deps } from '../../../src/platform/deps';
import type { HandOutcome } from '../../../src/platform/mailer';
import { Refusal } from '../../../src/platform/refusal';
import type { ProviderEvent } from '../../../src/sending/events/event';
import { handBatch } from '../../../src/sending/hand-batch';
import { waitForTurn } from '../../../src/sending/in-turn';
import { cancelIssue, resumeIssue } from '../../../src/sending/pause';
import { takeProviderEvent } from '../../../src/sending/provider-event';
import { sealNextBatch } from '../../../src/sending/seal-batch';
import { sweepIssues } from '../../../src/sending/send-due';
import { settleIssue } from '../../../src/sending/settle-issue';
import { expectInvariants } from './invariants';
import { type Call, WISHES, type Wish } from './provider';
import { type ModelReader, type ModelRun, planIssue, senderOf } from './run';

type Step = fc.AsyncCommand<ModelRun, ModelRun>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Something that may happen; whatever it is, the invariants hold after it. */
function step(
  name: string,
  act: (run: ModelRun) => Promise<unknown>,
  may: (run: ModelRun) => boolean = () => true,
): Step {
  return {
    check: may,
    async run(run) {
      await act(run).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.kind === 'conflict')) throw error;
      });
      await expectInvariants(run);
    },
    toString: () => name,
  };
}

const actor = 'Edda';
const at = ({ ground }: ModelRun) => new Date(ground.now());
const pick = <T>(list: T[], n: number): T => list[n % list.length]!;

async function seal(run: ModelRun, slot: number, nth: number): Promise<void> {
  const isOut = ({ isGone, pausesUntilMs }: ModelReader) =>
    isGone || pausesUntilMs > run.ground.now() + 6 * MINUTE_MS;
  const out = run.readers.filter(isOut).map(({ email }) => email);
  const { compiled } = run.ground;
  const order = { issueId: pick(run.issues, nth).id, compiled };
  const sealing = await sealNextBatch(senderOf(run, slot), order);
  if (sealing?.kind !== 'ready') return;
  run.slots[slot] = { ready: sealing, answer: null };
  if (!sealing.fresh) return;
  const ids = sealing.rows.map(({ id }) => id);
  const emails = sealing.rows.map(({ email }) => email);
  expect(emails.filter((email) => out.includes(email))).toEqual([]);
  expect(run.provider.mails.filter(({ delivery }) => ids.includes(delivery))).toEqual([]);
}

async function hand(run: ModelRun, slot: number, wish: Wish): Promise<void> {
  const { ready } = run.slots[slot]!;
  const sender = senderOf(run, slot);
  run.slots[slot] = null;
  const turn = await waitForTurn(sender, ready, { signal: undefined });
  if (!turn.mayHand) return;
  const arriving = Promise.withResolvers<void>();
  const mailer: Deps['mailer'] = {
    ...sender.mailer,
    handBatch: (call) => answerLater(run, call, wish, arriving.promise),
  };
  const recorded = handBatch({ ...sender, mailer }, ready, turn);
  const answer = async () => {
    arriving.resolve();
    await recorded;
  };
  run.slots[slot] = { ready, answer };
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

async function answer(run: ModelRun, slot: number): Promise<void> {
  const held = run.slots[slot]!;
  run.slots[slot] = null;
  await held.answer!();
}

const die = (slot: number) => async (run: ModelRun) => {
  run.slots[slot] = null;
};

async function setPause(run: ModelRun, reader: ModelReader, pause: Pause): Promise<void> {
  const { ground } = run;
  const chosen = { subscriberId: reader.id, pause, plainLinks: false, topics: null };
  await savePreferences(ground.db, { ...chosen, at: at(run) });
  reader.pausesUntilMs = pause.kind === 'until' ? pause.until.getTime() : 0;
}

async function erase(run: ModelRun, reader: ModelReader): Promise<void> {
  await eraseReader(run.ground.db, { subscriberId: reader.id, actor, at: at(run) });
  reader.isGone = true;
}

async function leave(run: ModelRun, reader: ModelReader): Promise<void> {
  const by = { wording: 'test', actor, at: at(run) };
  await unsubscribe(run.ground.db, { subscriberId: reader.id, ...by });
  reader.isGone = true;
}

async function suppress(run: ModelRun, reader: ModelReader): Promise<void> {
  const { installation } = run.senders[0];
  const by = { reason: 'asked', installation, actor, at: at(run) } as const;
  await suppressAddress(run.ground.db, { email: reader.email, ...by });
  reader.isGone = true;
}

async function tell(run: ModelRun, nth: number, type: string): Promise<void> {
  const mail = pick(run.provider.mails, nth);
  const { installation } = run.senders[0];
  const event: ProviderEvent = {
    svix_id: `msg_${mail.id}_${type}_${run.events.length}`,
    type,
    at: at(run),
    resend_id: mail.id,
    recipients: [mail.email],
    tags: { installation: installation.id, delivery: mail.delivery, mail_id: null },
    bounce_type: type === 'email.bounced' ? 'Permanent' : null,
    bounce_subtype: null,
    failure: null,
  };
  run.events.push(event);
  const outcome = await takeProviderEvent(pick(run.senders, nth), event);
  const reader = run.readers.find(({ email }) => email === mail.email)!;
  const stops = type === 'email.bounced' || type === 'email.complained';
  if (stops && outcome === 'applied') reader.isGone = true;
}

async function tellAgain(run: ModelRun, nth: number): Promise<void> {
  const event = pick(run.events, nth);
  expect(await takeProviderEvent(pick(run.senders, nth + 1), event)).toBe('repeated');
}

async function settle(run: ModelRun, nth: number, said: SaidOfUnknown): Promise<void> {
  const { id, number } = pick(run.issues, nth);
  const unknown = await listUnknown(run.ground.db, id);
  await settleIssue(run.ground.db, { number, said, actor, at: at(run) });
  for (const { deliveries } of unknown) {
    for (const delivery of deliveries) run.said.set(delivery.id, said);
  }
}

async function cancel(run: ModelRun, issueId: number): Promise<void> {
  await cancelIssue(run.ground.db, { issueId, actor, at: at(run) });
}

const move = (run: ModelRun, issueId: number, to: 'paused') =>
  moveIssue(run.ground.db, { issueId, to, actor, at: at(run) });
const resume = (run: ModelRun, issueId: number) =>
  resumeIssue(run.ground.db, { issueId, actor, at: at(run) });

const n = fc.nat({ max: 99 });
const slotNumber = fc.nat({ max: 2 });
const isEmpty = (slot: number) => (run: ModelRun) => run.slots[slot] === null;
const isSealed = (slot: number) => (run: ModelRun) => run.slots[slot]?.answer === null;
const isOnItsWay = (slot: number) => (run: ModelRun) => !!run.slots[slot]?.answer;
const likely = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const wish = fc.oneof(
  likely(3, fc.constant<Wish>('accept')),
  likely(2, fc.constantFrom<Wish>('lose-answer', 'lose-call')),
  likely(4, fc.constantFrom(...WISHES)),
);
const EVENTS = ['email.delivered', 'email.bounced', 'email.complained', 'email.sent'];

/** All that may happen, each as often as it pays. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  likely(
    24,
    slotNumber.chain((slot) =>
      n.map((nth) => step(`seal(${slot}, ${nth})`, (run) => seal(run, slot, nth), isEmpty(slot))),
    ),
  ),
  likely(
    24,
    slotNumber.chain((slot) =>
      wish.map((wished) =>
        step(`hand(${slot}, ${wished})`, (run) => hand(run, slot, wished), isSealed(slot)),
      ),
    ),
  ),
  likely(
    24,
    slotNumber.map((slot) => step(`answer(${slot})`, (run) => answer(run, slot), isOnItsWay(slot))),
  ),
  likely(
    6,
    slotNumber.map((slot) => step(`die(${slot})`, die(slot), (run) => !isEmpty(slot)(run))),
  ),
  likely(
    12,
    fc
      .constantFrom(2_000, 61_000, 61_000, 10 * MINUTE_MS, 23 * HOUR_MS + MINUTE_MS, 25 * HOUR_MS)
      .map((ms) => step(`pass(${ms})`, ({ ground }) => ground.pass(ms))),
  ),
  likely(3, fc.constant(step('plan', planIssue, ({ issues }) => issues.length < 2))),
  likely(
    9,
    n.chain((nth) =>
      fc.constantFrom({ leave }, { erase }, { suppress }).map((way) => {
        const [[name, act]] = Object.entries(way) as [[string, typeof leave]];
        return step(`${name}(${nth})`, (run) => act(run, pick(run.readers, nth)));
      }),
    ),
  ),
  likely(
    3,
    n.chain((nth) =>
      fc
        .boolean()
        .map((on) =>
          step(`rest(${nth}, ${on})`, (run) =>
            setPause(
              run,
              pick(run.readers, nth),
              on
                ? { kind: 'until', until: new Date(run.ground.now() + 30 * HOUR_MS) }
                : { kind: 'none' },
            ),
          ),
        ),
    ),
  ),
  likely(
    9,
    n.chain((nth) =>
      fc.constantFrom(...EVENTS, 'email.opened').map((type) =>
        step(
          `tell(${nth}, ${type})`,
          (run) => tell(run, nth, type),
          ({ provider }) => provider.mails.length > 0,
        ),
      ),
    ),
  ),
  likely(
    3,
    n.map((nth) =>
      step(
        `tellAgain(${nth})`,
        (run) => tellAgain(run, nth),
        ({ events }) => events.length > 0,
      ),
    ),
  ),
  likely(
    3,
    n.map((nth) => step(`pause(${nth})`, (run) => move(run, pick(run.issues, nth).id, 'paused'))),
  ),
  likely(
    12,
    n.map((nth) => step(`resume(${nth})`, (run) => resume(run, pick(run.issues, nth).id))),
  ),
  likely(
    1,
    n.map((nth) => step(`cancel(${nth})`, (run) => cancel(run, pick(run.issues, nth).id))),
  ),
  likely(
    6,
    n.chain((nth) =>
      fc
        .constantFrom<SaidOfUnknown>('accepted', 'not-sent')
        .map((said) => step(`settle(${nth}, ${said})`, (run) => settle(run, nth, said))),
    ),
  ),
  likely(
    3,
    slotNumber.map((slot) => step(`sweep(${slot})`, (run) => sweepIssues(senderOf(run, slot)))),
  ),
  likely(3, fc.constant(step('forget', ({ ground }) => forgetErasedAddresses(ground.db)))),
);
