import { expect } from 'vitest';
import { eraseReader } from '../../../src/audience/erase';
import { savePreferences } from '../../../src/audience/preferences';
import { suppressAddress } from '../../../src/audience/suppression/suppress';
import { unsubscribe } from '../../../src/audience/unsubscribe/unsubscribe';
import { listUnknown, type Resolution } from '../../../src/deliveries/batches/resolve-unknown';
import { listNotSent } from '../../../src/deliveries/batches/send-again';
import type { ProviderEvent } from '../../../src/events/effects/event';
import { receiveProviderEvent } from '../../../src/events/provider-event';
import { moveIssue } from '../../../src/issues/move';
import { cancelIssue } from '../../../src/sending/cancel';
import { resolveIssue } from '../../../src/sending/resolve-issue';
import { resumeIssue } from '../../../src/sending/resume';
import { sendIssueAgain } from '../../../src/sending/send-issue-again';
import type { LedgerMail } from './provider';
import { hear, type ModelIssue, type ModelRun, pick, senderOf } from './run';

const REST_MS = 30 * 60 * 60 * 1000;
const STOPS = ['email.bounced', 'email.complained'];
const EVENTS = ['email.delivered', 'email.sent', 'email.delivered', ...STOPS, 'email.opened'];

const by = ({ fixture }: ModelRun) => ({ actor: 'Edda', at: new Date(fixture.now()) });

/** A reader unsubscribes, is erased or suppressed. */
export async function goAway(run: ModelRun, nth: number): Promise<void> {
  const { db } = run.fixture;
  const reader = pick(run.readers, nth);
  const { id: subscriberId, email } = reader;
  const { installation } = run.senders[0];
  const ways = [
    () => unsubscribe(db, { subscriberId, wording: 'test', ...by(run) }),
    () => eraseReader(db, { subscriberId, ...by(run) }),
    () => suppressAddress(db, { email, reason: 'asked', installation, ...by(run) }),
  ];
  await pick(ways, Math.floor(nth / run.readers.length))();
  reader.isGone = true;
}

/** A reader pauses for more than a day, or ends a pause. */
export async function rest(run: ModelRun, nth: number): Promise<void> {
  const reader = pick(run.readers, nth);
  const until = new Date(run.fixture.now() + REST_MS);
  const pause = nth % 3 === 0 ? ({ kind: 'none' } as const) : ({ kind: 'until', until } as const);
  const chosen = { subscriberId: reader.id, pause, plainLinks: false, topics: null };
  await savePreferences(run.fixture.db, { ...chosen, ...by(run) });
  reader.pausesUntilMs = pause.kind === 'until' ? until.getTime() : 0;
}

/** The provider reports a mail that it accepted, whether its answer was heard or not. */
export async function tell(run: ModelRun, nth: number): Promise<void> {
  if (run.provider.mails.length === 0) return;
  const mail = pick(run.provider.mails, nth);
  const type = pick(EVENTS, Math.floor(nth / run.provider.mails.length));
  const event = describe(run, mail, type);
  run.events.push(event);
  const outcome = await receiveProviderEvent(pick(run.senders, nth), event);
  const reader = run.readers.find(({ email }) => email === mail.email)!;
  // An event about a reader who was sent it again may be matched to the present mail.
  const wasAgain = run.provider.isExcused(mail.delivery, mail.key);
  const isMeant = (each: LedgerMail) => (wasAgain ? each === mail : each.key === mail.key);
  if (outcome === 'applied') hear(run, isMeant);
  if (STOPS.includes(type) && outcome === 'applied') reader.isGone = true;
}

function describe(run: ModelRun, mail: LedgerMail, type: string): ProviderEvent {
  return {
    svix_id: `msg_${mail.id}_${type}_${run.events.length}`,
    type,
    at: by(run).at,
    resend_id: mail.id,
    recipients: [mail.email],
    tags: {
      installation: run.senders[0].installation.id,
      delivery: mail.delivery,
      mail_id: null,
    },
    bounce_type: type === 'email.bounced' ? 'Permanent' : null,
    bounce_subtype: null,
    failure: null,
  };
}

export async function tellAgain(run: ModelRun, nth: number): Promise<void> {
  if (run.events.length === 0) return;
  const outcome = await receiveProviderEvent(pick(run.senders, nth + 1), pick(run.events, nth));
  expect(outcome).toBe('repeated');
}

/** An editor pauses, resumes or cancels. */
export async function moveAnIssue(run: ModelRun, nth: number): Promise<void> {
  const { db } = run.fixture;
  const { id: issueId } = pick(run.issues, nth);
  const order = { issueId, ...by(run) };
  const kind = Math.floor(nth / run.issues.length) % 100;
  if (kind === 0) await cancelIssue(db, order);
  else if (kind < 20) await moveIssue(db, { ...order, to: 'paused' });
  else await resumeIssue(senderOf(run, nth % run.slots.length), order);
}

/** A person resolves what is unknown, perhaps wrongly. */
export async function settle(run: ModelRun, nth: number): Promise<void> {
  const said = pick<Resolution>(['accepted', 'not-sent'], Math.floor(nth / run.issues.length));
  await say(run, pick(run.issues, nth), said);
}

async function say(run: ModelRun, { id, number }: ModelIssue, said: Resolution): Promise<void> {
  const unknown = await listUnknown(run.fixture.db, id);
  await resolveIssue(run.fixture.db, { number, resolution: said, ...by(run) });
  for (const { deliveries } of unknown) {
    for (const delivery of deliveries) run.said.set(delivery.id, said);
  }
}

/** Sends again what a person said was not sent, whether that is true or not. */
export async function sendAgain(run: ModelRun, nth: number): Promise<void> {
  const { db } = run.fixture;
  const issue = pick(run.issues, nth);
  const { id, number } = issue;
  if ((await listUnknown(db, id)).length > 0) await say(run, issue, 'not-sent');
  const batches = await listNotSent(db, id);
  await sendIssueAgain(senderOf(run, nth % run.slots.length), { number, ...by(run) });
  for (const { deliveries } of batches) {
    for (const delivery of deliveries) run.provider.excuse(delivery.id);
  }
}
