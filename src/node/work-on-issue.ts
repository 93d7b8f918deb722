import type { Deps } from '../platform/deps';
import { deliverCounted, SECOND_BATCH } from '../sending/issue-work';

/**
 * What a service process does with the message "issue N has work": takes batches until none is free.
 * Whoever comes to a second batch passes the message on, so that the next idle process joins; who
 * finds nothing to do lets it end, and an issue whose every batch fails wakes nobody but the sweep.
 */
export async function workOnIssue(
  deps: Deps,
  { issueId, signal }: { issueId: number; signal: AbortSignal },
): Promise<void> {
  const enqueueAgain = (nth: number) => {
    if (nth !== SECOND_BATCH) return;
    deps.log.info(
      { event: 'issue-joined', issue_id: issueId },
      'there is more than one batch to submit',
    );
    deps.begin(`pass on issue ${issueId}`, () => deps.enqueue(issueId));
  };
  const startedAt = deps.now().getTime();
  const batches = await deliverCounted(deps, issueId, { signal, onAnswer: enqueueAgain });
  if (batches === 0) return;
  const ms = deps.now().getTime() - startedAt;
  deps.log.info({ event: 'issue-work', issue_id: issueId, batches, ms }, 'batches were submitted');
}
