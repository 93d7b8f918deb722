import { guardBallots } from '../src/votes/guard-ballots';
import type { Job } from './job';

export const guardBallotsJob: Job = {
  name: 'guard-ballots',
  cron: '*/15 * * * *',
  run: async (deps, at) => `${await guardBallots(deps, { at })} ballots looked over.`,
};
