import type { Deps } from '../platform/deps';
import { deliverIssue } from '../sending/deliver-issue';
import { SECOND_BATCH } from '../sending/issue-work';

/**
 * At its second batch a process passes the message on, so that the next idle one joins; without
 * work it lets the message end. An issue whose every batch fails wakes only the sweep.
 */
export async function workOnIssue(
  deps: Deps,
  { issueId, signal }: { issueId: number; signal: AbortSignal },
): Promise<void> {
  const onBatch = (nth: number) => {
    if (nth !== SECOND_BATCH) return;
    deps.log.info(
      { event: 'issue-joined', issue_id: issueId },
      'joined an issue that has more than one batch',
    );
    deps.runInBackground(`pass on issue ${issueId}`, () => deps.enqueue(issueId));
  };
  const startedAt = deps.now().getTime();
  const batches = await deliverIssue(deps, issueId, { signal, onBatch });
  if (batches === 0) return;
  const ms = deps.now().getTime() - startedAt;
  deps.log.info({ event: 'issue-work', issue_id: issueId, batches, ms }, 'batches were submitted');
}
