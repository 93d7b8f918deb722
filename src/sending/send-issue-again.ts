import { queueAgain } from '../deliveries/batches/send-again';
import { resetBrakeCount } from '../deliveries/sendings';
import { getIssue, getIssueById, type Issue, lockIssue } from '../issues/find';
import { reopenIssue } from '../issues/move';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { renderIssue } from '../rendering/render-issue';
import { keepRender } from '../rendering/stored-render';

/** New batches, keys and render; sealing skips readers who left. Call `deps.enqueue` afterwards. */
export async function sendIssueAgain(
  deps: Deps,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<{ issueId: number; batches: number; deliveries: number }> {
  const { id: issueId } = await getIssue(deps.db, number);
  const made = await renderIssue(deps, issueId);
  return inTransaction(deps.db, async (tx) => {
    // The issue before its batches, as everybody locks them.
    await lockIssue(tx, issueId);
    refuseUnlessStanding(await getIssueById(tx, issueId));
    const { batches, deliveries } = await queueAgain(tx, { issueId, at });
    if (deliveries === 0) throw new Refusal('conflict', nothingNotSent(number));
    const reason = `Deliveries sent again after they were resolved as not sent: ${deliveries}, in new batches: ${batches}.`;
    await reopenIssue(tx, { issueId, actor, at, reason });
    await keepRender(tx, { made, at });
    await resetBrakeCount(tx, { issueId });
    return { issueId, batches, deliveries };
  });
}

export function nothingNotSent(number: number): string {
  return `Issue ${number} has no deliveries that were resolved as not sent.`;
}

function refuseUnlessStanding({ number, state }: Issue): void {
  if (state === 'sent' || state === 'paused') return;
  const hint = state === 'sending' ? ': pause it, or wait until it is sent' : '';
  throw new Refusal('conflict', `Issue ${number} is ${state} and cannot be sent again${hint}.`);
}
