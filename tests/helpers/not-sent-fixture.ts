import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { recordAccepted } from '../../src/deliveries/batches/outcomes';
import { getIssue } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { sendIssueAgain } from '../../src/sending/send-issue-again';
import { cloneDatabase } from './database';
import { makeDeps } from './deps';
import { openEventFixture } from './event-fixture';
import { addReaders, planRelease } from './week';

type Submit = (
  batch: Parameters<Mailer['submitBatch']>[0],
  real: Mailer,
) => Promise<SubmissionOutcome>;

/**
 * A sent issue whose mails a person resolved as not sent; the test decides what becomes of the next
 * ones. Resend accepted none of the first, unless late news says otherwise.
 */
export async function openNotSentFixture(readers: number) {
  const db = await cloneDatabase();
  const answer: { submit: Submit } = { submit: async () => ({ kind: 'mismatch' }) };
  const keys: string[] = [];
  const deps = await makeDeps(db, {
    mailer: (real) => ({
      ...real,
      submitBatch: (batch) => {
        keys.push(batch.key);
        return answer.submit(batch, real);
      },
    }),
  });
  await addReaders(deps, readers);
  const { id: issueId, number } = await planRelease(deps);
  const deliver = () => deliverIssue(deps, issueId);
  const goOn = async () => {
    await moveIssue(db, { issueId, to: 'sending', actor: 'Edda', at: deps.now() });
    await deliver();
  };
  const state = async () => (await getIssue(db, number)).state;
  await deliver();
  while ((await readAudienceByState(db, issueId)).waiting > 0) await goOn();
  await resolveIssue(db, { number, resolution: 'not-sent', actor: 'Edda', at: deps.now() });
  await goOn();
  answer.submit = (batch, real) => real.submitBatch(batch);
  const listBatches = () =>
    db
      .selectFrom('batches')
      .select(['id', 'state', 'composition'])
      .where('issue_id', '=', issueId)
      .orderBy('id')
      .execute();
  return {
    db,
    deps,
    issueId,
    number,
    answer,
    keys,
    deliver,
    state,
    listBatches,
    audience: () => readAudienceByState(db, issueId),
    sendAgain: (actor = 'Mara') => sendIssueAgain(deps, { number, actor, at: deps.now() }),
    /** Resend's answer for a batch, long after everybody had given up waiting for it. */
    answerLate: async (batchId: number, ids: string[]) =>
      recordAccepted(db, { batchId, composition: 1, ids, at: deps.now() }),
    listMails: () =>
      db
        .selectFrom('deliveries')
        .leftJoin('earlier_mails', 'earlier_mails.delivery_id', 'deliveries.id')
        .select(['deliveries.id', 'state', 'reason', 'deliveries.resend_id'])
        .select(['earlier_mails.resend_id as earlier_id', 'earlier_mails.accepted_at as earlier'])
        .orderBy('deliveries.id')
        .execute(),
    ...openEventFixture(db, deps),
  };
}

/** Ids as Resend would give them, by place. */
export function idsFrom(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}-${n + 1}`);
}
