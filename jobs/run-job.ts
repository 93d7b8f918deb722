import { raiseAlert } from '../src/platform/alerts';
import type { Deps } from '../src/platform/deps';
import { DAY_MS } from '../src/platform/durations';
import { endLogged, errorFields } from '../src/platform/log';
import { Refusal } from '../src/platform/refusal';
import { utcMinute } from '../src/platform/text/utc-minute';
import { withoutAddresses } from '../src/platform/text/without-addresses';
import type { Job } from './job';
import { alertOnLateJobs, findLateJobs } from './late-jobs';
import { latestSlot } from './latest-slot';
import { claimSlot, failSlot, finishSlot, hasFailedBefore, type Slot } from './slots';
import { withTimeLimit } from './time-limit';

const CATCH_UP_WITHIN_MS = DAY_MS;

/** Does nothing while work with the same name is still running. */
type Begin = (name: string, work: () => Promise<void>) => unknown;

/**
 * Each job's latest slot, unless it is done or over 24 h old; no job waits for another. Called each
 * minute, so that missed and failed slots, and those of dead holders, are all made up in the same way.
 */
export async function runDueJobs(
  deps: Deps,
  jobs: Job[],
  at: Date,
  begin: Begin = (name, work) => endLogged(deps.log, name, work),
): Promise<void> {
  const late = await findLateJobs(deps, jobs, at);
  await Promise.all([
    ...jobs.map((job) => begin(`job ${job.name}`, () => runLatestSlot(deps, job, at))),
    begin('tell of late jobs', () => alertOnLateJobs(deps, { ...late, at })),
  ]);
}

async function runLatestSlot(deps: Deps, job: Job, at: Date): Promise<void> {
  const slotAt = latestSlot(job.cron, at);
  if (at.getTime() - slotAt.getTime() <= CATCH_UP_WITHIN_MS) await runJob(deps, job, slotAt);
}

/** Unless it is done or claimed. A slot that fails or takes too long is claimed again later. */
export async function runJob(deps: Deps, job: Job, slotAt: Date): Promise<void> {
  const slot = await claimSlot(deps.db, { job: job.name, slotAt });
  if (!slot) return;
  const { runSlot = job.run } = job;
  const started = deps.now().getTime();
  const fields = { event: 'job', job: job.name, slot_at: slotAt.toISOString() };
  try {
    const says = await withTimeLimit(job.withinMs, () => runSlot(deps, slotAt));
    await finishSlot(deps.db, slot);
    deps.log.info({ ...fields, ms: deps.now().getTime() - started, says }, 'a job ran');
  } catch (error) {
    deps.log.error({ ...fields, attempts: slot.attempts, ...errorFields(error) }, 'a job failed');
    await failSlot(deps.db, slot);
    await alertOnFailure(deps, slot, error);
  }
}

/** Alerts from the second failure in a row: the first is often gone a minute later. */
async function alertOnFailure(deps: Deps, slot: Slot, error: unknown): Promise<void> {
  if (!(await hasFailedBefore(deps.db, slot))) return;
  const { job, slot_at } = slot;
  const why = error instanceof Refusal ? withoutAddresses(error.message) : 'The log says why.';
  const says =
    `The job ${job} failed again, in its slot at ${utcMinute(slot_at)}; it will be retried. ` +
    `${why} \`verdicts doctor\` shows whether it has run since.`;
  await raiseAlert(deps, { at: deps.now(), kind: `job-failed-${job}`, says });
}
