import { chores } from './chores';
import { guardBallotsJob } from './guard-ballots';
import type { Job } from './job';
import { openWeekJob } from './open-week';
import { sendDueJob } from './send-due';
import { settleVotesJob } from './settle-votes';
import { sweepJob } from './sweep';

export const jobs: Job[] = [
  openWeekJob,
  sendDueJob,
  settleVotesJob,
  guardBallotsJob,
  ...chores,
  sweepJob,
];
