import { sweepIssues } from '../src/sending/send-due';
import type { Job } from './job';
import { pruneSlots } from './slots';

export const sweepJob: Job = {
  name: 'sweep',
  cron: '* * * * *',
  run: async (deps, at) => {
    await pruneSlots(deps.db, at);
    return sweepIssues(deps);
  },
};
