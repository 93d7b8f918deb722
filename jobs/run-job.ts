import { CronExpressionParser } from 'cron-parser';
import type { Deps } from '../src/platform/deps';
import { errorFields } from '../src/platform/log';
import type { Job } from './job';
import { claimSlot, failSlot, finishSlot } from './slots';

const MADE_UP_WITHIN_MS = 24 * 60 * 60 * 1000;

/**
 * Each job's latest slot at this moment, if it is not done and at most 24 h old. Called each minute:
 * so a slot that was missed, failed, or whose holder died is made up by the same way as any other.
 */
export async function runDueJobs(deps: Deps, jobs: Job[], at: Date): Promise<void> {
  for (const job of jobs) {
    const slotAt = latestSlot(job.cron, at);
    if (at.getTime() - slotAt.getTime() <= MADE_UP_WITHIN_MS) await runJob(deps, job, slotAt);
  }
}

/** The last moment, up to and including this one, at which this cron strikes. */
export function latestSlot(cron: string, at: Date): Date {
  const currentDate = new Date(at.getTime() + 1);
  return CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' }).prev().toDate();
}

/** Runs a job's slot if nobody has or does. A failure is logged and the slot taken again later. */
export async function runJob(deps: Deps, job: Job, slotAt: Date): Promise<void> {
  const slot = await claimSlot(deps.db, { job: job.name, slotAt });
  if (!slot) return;
  const started = deps.now().getTime();
  const fields = { event: 'job', job: job.name, slot_at: slotAt.toISOString() };
  try {
    const says = await job.run(deps, slotAt);
    await finishSlot(deps.db, slot);
    deps.log.info({ ...fields, ms: deps.now().getTime() - started, says }, 'job');
  } catch (error) {
    deps.log.error({ ...fields, attempts: slot.attempts, ...errorFields(error) }, 'job failed');
    await failSlot(deps.db, slot);
  }
}
