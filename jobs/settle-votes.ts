import { settleVotes } from '../src/votes/settle-votes';
import type { Job } from './job';

export const settleVotesJob: Job = {
  name: 'settle-votes',
  cron: '* * * * *',
  run: async ({ db }, at) => {
    const { judged, settled } = await settleVotes(db, { at });
    return `${judged} hits judged, ${settled} casts settled.`;
  },
};
