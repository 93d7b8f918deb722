import { listExpired } from '../deliveries/batches/take-batch';
import { giveUpBatch } from '../deliveries/pause';
import { listToResume } from '../deliveries/sendings';
import { listSendingIssues } from '../issues/find';
import { withdrawLateIssues } from '../issues/release';
import { alertOnUnreleased } from '../issues/unreleased';
import type { Deps } from '../platform/deps';
import { forEachLogged } from '../platform/for-each';
import { requireOwnInstallation } from '../platform/installation';
import { KEY_EXPIRED } from './batches/seal-batch';
import { closeCancelled } from './cancel';
import { planDueIssues } from './plan';
import { resumeByItself } from './resume';

/** Puts back issues over six hours late, and tells staff of those and of unreleased ones. */
export async function sendDue(deps: Deps, at: Date): Promise<string> {
  const { db, installation, config, log } = deps;
  const late = await withdrawLateIssues(deps, { at });
  await alertOnUnreleased(deps, { at });
  await requireOwnInstallation(db, { installation, config });
  const planned = await planDueIssues(db, { actor: 'send-due', at });
  for (const { number, readers } of planned) {
    log.info({ event: 'issue-planned', issue: number, readers }, 'an audience was frozen');
  }
  await forEachLogged(log, planned, ({ issueId }) => deps.enqueue(issueId));
  const started = planned.map(
    ({ number, readers }) => `Issue ${number} goes to ${readers} readers.`,
  );
  const returned = late.map(
    (number) => `Issue ${number} was over six hours late and is a draft again.`,
  );
  return [...returned, ...started].join(' ') || 'Nothing was due.';
}

/** Enqueues issues with work that nobody is doing: a process died, or a message was lost. */
export async function sweepIssues(deps: Deps): Promise<string> {
  await closeCancelled(deps.db, { at: deps.now() });
  await giveUpExpired(deps);
  await resumeRenewed(deps);
  const sending = await listSendingIssues(deps.db);
  await forEachLogged(deps.log, sending, ({ id }) => deps.enqueue(id));
  return sending.length === 1
    ? 'One issue is going out.'
    : `${sending.length} issues are going out.`;
}

async function resumeRenewed({ db, log, now }: Deps): Promise<void> {
  const at = now();
  await forEachLogged(log, await listToResume(db, { at }), ({ issue_id: issueId }) =>
    resumeByItself(db, { issueId, at }),
  );
}

/** Nobody takes batches of a paused issue, so nobody else would find a dead key. */
async function giveUpExpired(deps: Deps): Promise<void> {
  await forEachLogged(deps.log, await listExpired(deps.db), (batch) =>
    giveUpBatch(deps, { batch, reason: KEY_EXPIRED }),
  );
}
