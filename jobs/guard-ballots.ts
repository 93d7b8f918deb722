import { MINUTE_MS } from '../src/platform/durations';
import { guardBallots } from '../src/votes/ballots/guard-ballots';
import type { Job } from './job';

export const guardBallotsJob: Job = {
  name: 'guard-ballots',
  cron: '*/15 * * * *',
  withinMs: 5 * MINUTE_MS,
  run: async (deps, at) => `Ballots checked: ${await guardBallots(deps, { at })}.`,
};
