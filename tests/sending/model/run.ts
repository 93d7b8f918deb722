import type { ProviderEvent } from '../../../src/events/effects/event';
import type { Deps } from '../../../src/platform/deps';
import type { Mailer } from '../../../src/platform/mailer';
import type { Ready } from '../../../src/sending/batches/seal-batch';
import type { ModelFixture } from './fixture';
import { type LedgerMail, PretendProvider } from './provider';

const READERS = 24;
const SLOTS = 3;

export interface ModelReader {
  id: number;
  email: string;
  /** Has left, been erased or been suppressed for good, and that is committed. */
  isGone: boolean;
  pausesUntilMs: number;
}

/** A batch that a sender sealed or resealed, or a call whose answer is under way. */
interface Slot {
  ready: Ready;
  /** Delivers the answer, and waits until it has been recorded. */
  answer: (() => Promise<void>) | null;
}

export interface ModelIssue {
  id: number;
  number: number;
  /** Readers frozen. */
  frozen: number;
}

/** What the model knows, apart from the database. */
export interface ModelRun {
  fixture: ModelFixture;
  provider: PretendProvider;
  senders: [Deps, Deps];
  readers: ModelReader[];
  issues: ModelIssue[];
  slots: (Slot | null)[];
  events: ProviderEvent[];
  /** What a person said of deliveries with unknown outcomes. */
  said: Map<number, 'accepted' | 'not-sent'>;
}

export async function openRun(fixture: ModelFixture): Promise<ModelRun> {
  const provider = new PretendProvider(fixture.now);
  const readers = await fixture.addReaders(READERS);
  const submitBatch: Mailer['submitBatch'] = async (call) => {
    const outcome = provider.submit(call, 'accept');
    provider.heard(call, outcome);
    return outcome;
  };
  const submitMail: Mailer['submitMail'] = async () => ({ kind: 'accepted', ids: ['single'] });
  const run: ModelRun = {
    fixture,
    provider,
    senders: fixture.makeSenders({ submitBatch, submitMail }),
    readers: readers.map((reader) => ({ ...reader, isGone: false, pausesUntilMs: 0 })),
    issues: [],
    slots: Array.from({ length: SLOTS }, () => null),
    events: [],
    said: new Map(),
  };
  await planIssue(run);
  return run;
}

export async function planIssue({ fixture, readers, issues }: ModelRun): Promise<void> {
  const issue = await fixture.planIssue();
  const { frozen } = await fixture.db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('frozen'))
    .where('issue_id', '=', issue.id)
    .where(
      'subscriber_id',
      'in',
      readers.map(({ id }) => id),
    )
    .executeTakeFirstOrThrow();
  issues.push({ ...issue, frozen });
}

/** Two slots belong to the first sender, one to the second. */
export function senderOf({ senders }: ModelRun, slot: number): Deps {
  return senders[slot < 2 ? 0 : 1];
}

export function pick<T>(list: T[], nth: number): T {
  return list[nth % list.length]!;
}

/** Once the truth is known, a person's word no longer counts. */
export function hear({ provider, said }: ModelRun, isMeant: (mail: LedgerMail) => boolean): void {
  for (const mail of provider.mails.filter(isMeant)) {
    mail.isHeard = true;
    said.delete(mail.delivery);
  }
}
