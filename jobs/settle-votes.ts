import { MINUTE_MS } from '../src/platform/durations';
import { closeOldBallots } from '../src/votes/ballots/close-ballots';
import { settleVotes } from '../src/votes/settle-votes';
import type { Job } from './job';

export const settleVotesJob: Job = {
  name: 'settle-votes',
  cron: '* * * * *',
  withinMs: 5 * MINUTE_MS,
  run: async ({ db }, at) => {
    const { classified, settled } = await settleVotes(db, { at });
    const closed = await closeOldBallots(db, { at });
    return `${classified} hits classified, ${settled} casts settled, ${closed} old ballots closed.`;
  },
};
