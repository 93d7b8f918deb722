import type { Job } from '../../jobs/job';

/** A job that remembers its runs; `work` may fail or take its time. */
export function makeCountedJob(
  name: string,
  {
    cron = '0 6 * * 1',
    withinMs = 60_000,
    work,
  }: { cron?: string; withinMs?: number; work?: (run: number) => Promise<void> } = {},
) {
  const runs: string[] = [];
  const job: Job = {
    name,
    cron,
    withinMs,
    run: async (_, at) => {
      runs.push(at.toISOString());
      await work?.(runs.length);
      return 'It ran.';
    },
  };
  return { job, runs };
}
