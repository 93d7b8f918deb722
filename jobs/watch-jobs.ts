import { raiseAlert } from '../src/platform/alerts';
import type { Deps } from '../src/platform/deps';
import { utcMinute } from '../src/platform/text/utc-minute';
import type { Job } from './job';
import { latestSlot } from './latest-slot';
import { listLastSlots } from './slots';

const LATE_MS = 60 * 60 * 1000;

/**
 * Tells staff once if a job has done no slot for over an hour, because nothing ran or it hangs.
 * Failures are reported elsewhere.
 */
export async function watchJobs(deps: Deps, jobs: Job[], at: Date): Promise<void> {
  const late = await listLate(deps, jobs, at);
  if (late.length === 0) return;
  const since = new Date(Math.max(...late.map(({ doneAt }) => doneAt.getTime())));
  const once = `jobs-late-since-${since.toISOString()}`;
  const names = late.map(({ name }) => name);
  const says = names.length === jobs.length ? sayStopped(since, at) : sayLate(names, since);
  await raiseAlert(deps, { at, kind: 'jobs-late', says, once });
}

async function listLate(deps: Deps, jobs: Job[], at: Date) {
  const hourAgo = new Date(at.getTime() - LATE_MS);
  const last = await listLastSlots(deps.db);
  return jobs.flatMap(({ name, cron }) => {
    const { doneAt, failedAt } = last.get(name) ?? {};
    if (!doneAt || doneAt >= latestSlot(cron, hourAgo)) return [];
    return failedAt && failedAt > hourAgo ? [] : [{ name, doneAt }];
  });
}

function sayStopped(since: Date, at: Date): string {
  return (
    `No scheduled job ran between ${utcMinute(since)} and ${utcMinute(at)}: the service was stopped, or ` +
    'could not reach its database. What can be made up is done now; an issue that was over six hours ' +
    'late is a draft again. `verdicts issue list` shows how the weeks stand.'
  );
}

function sayLate(names: string[], since: Date): string {
  return (
    `No slot of ${names.join(', ')} was done since ${utcMinute(since)}, while other jobs ran. ` +
    'Look for the job in the log; if it hangs, start the service again.'
  );
}
