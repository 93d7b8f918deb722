import { guardBallots } from '../src/votes/ballots/guard-ballots';
import { type Job, MINUTE_MS } from './job';

export const guardBallotsJob: Job = {
  name: 'guard-ballots',
  cron: '*/15 * * * *',
  withinMs: 5 * MINUTE_MS,
  run: async (deps, at) => `Ballots checked: ${await guardBallots(deps, { at })}.`,
};
