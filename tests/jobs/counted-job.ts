import type { Job } from '../../jobs/job';

/** Remembers its runs; `work` may fail or be slow. */
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
