import { raiseAlert } from '../src/platform/alerts';
import type { Deps } from '../src/platform/deps';
import { HOUR_MS, MINUTE_MS } from '../src/platform/durations';
import { utcMinute } from '../src/platform/text/utc-minute';
import type { Job } from './job';
import { latestSlot } from './latest-slot';
import { listLastSlots } from './slots';

const LATE_MS = HOUR_MS;

interface LateJob {
  name: string;
  doneAt: Date;
}

interface LateJobs {
  late: LateJob[];
  /** Whether nothing at all had run, rather than these alone. */
  areAll: boolean;
}

/** Those without a finished slot for over an hour. Failures are reported elsewhere. */
export async function findLateJobs(deps: Deps, jobs: Job[], at: Date): Promise<LateJobs> {
  const hourAgo = new Date(at.getTime() - LATE_MS);
  const names = jobs.map(({ name }) => name);
  const last = await listLastSlots(deps.db, names);
  const known = jobs.filter(({ name }) => last.get(name)?.doneAt);
  const late = known.flatMap(({ name, cron }) => {
    const { doneAt, failedAt } = last.get(name)!;
    if (!doneAt || !isLate(cron, { doneAt, hourAgo })) return [];
    return failedAt && failedAt > hourAgo ? [] : [{ name, doneAt }];
  });
  return { late, areAll: late.length > 0 && (await hadStopped(deps, known, at)) };
}

/** Whether nothing ran for an hour until a minute ago: another machine may have just begun again. */
async function hadStopped(deps: Deps, known: Job[], at: Date): Promise<boolean> {
  const names = known.map(({ name }) => name);
  const before = new Date(at.getTime() - MINUTE_MS);
  const last = await listLastSlots(deps.db, names, { before });
  const hourAgo = new Date(at.getTime() - LATE_MS);
  return known.every(({ name, cron }) => {
    const doneAt = last.get(name)?.doneAt;
    return !doneAt || isLate(cron, { doneAt, hourAgo });
  });
}

function isLate(cron: string, { doneAt, hourAgo }: { doneAt: Date; hourAgo: Date }): boolean {
  return doneAt < latestSlot(cron, hourAgo);
}

/** Tells staff once. */
export async function alertOnLateJobs(
  deps: Deps,
  { late, areAll, at }: LateJobs & { at: Date },
): Promise<void> {
  if (late.length === 0) return;
  const since = new Date(Math.max(...late.map(({ doneAt }) => doneAt.getTime())));
  const once = `jobs-late-since-${since.toISOString()}`;
  const names = late.map(({ name }) => name);
  const says = areAll ? sayStopped(since, at) : sayLate(names, since);
  await raiseAlert(deps, { at, kind: 'jobs-late', says, once });
}

function sayStopped(since: Date, at: Date): string {
  return (
    `No scheduled job ran between ${utcMinute(since)} and ${utcMinute(at)}: the service was stopped or ` +
    'could not reach its database. Missed work is being caught up where possible; an issue that was over ' +
    'six hours late is a draft again. `verdicts issue list` shows every week.'
  );
}

function sayLate(names: string[], since: Date): string {
  return (
    `These jobs have not run since ${utcMinute(since)}, although others have: ${names.join(', ')}. ` +
    'Look for them in the log; if one hangs, restart the service.'
  );
}
