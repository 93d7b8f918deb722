import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CronExpressionParser } from 'cron-parser';
import { expect, it } from 'vitest';
import { jobs } from '../../jobs';
import { LEASE_MS } from '../../jobs/slots';

const CRONS_ON_THE_FREE_PLAN = 5;
const expressions = [...new Set(jobs.map((job) => job.cron))].sort();

it('wrangler.toml has the crons of the jobs, and no others', async () => {
  const toml = await readFile(join(import.meta.dirname, '../../wrangler.toml'), 'utf8');
  const [, list] = toml.match(/^crons = (\[.*\])$/m)!;
  expect((JSON.parse(list!) as string[]).toSorted()).toEqual(expressions);
});

it('the jobs have at most five distinct crons, of five fields each', () => {
  expect(expressions.length).toBeLessThanOrEqual(CRONS_ON_THE_FREE_PLAN);
  for (const cron of expressions) {
    expect(cron.split(' ')).toHaveLength(5);
    expect(() => CronExpressionParser.parse(cron, { tz: 'UTC' })).not.toThrow();
  }
});

it('no two jobs have the same name, since a slot is known by it', () => {
  expect(new Set(jobs.map((job) => job.name)).size).toBe(jobs.length);
});

it('a job’s time limit ends before its lease, so that nobody takes a slot whose holder is at it', () => {
  for (const { name, withinMs } of jobs) expect(withinMs, name).toBeLessThan(LEASE_MS);
});
