import { watchSignUps } from '../src/audience/sign-up/sign-up-alert';
import { MINUTE_MS } from '../src/platform/durations';
import { alertOnMissingEvents } from '../src/sending/missing-events';
import { alertOnStalledIssues } from '../src/sending/stalled-issues';
import type { Job } from './job';

const each = { cron: '* * * * *', withinMs: MINUTE_MS };

export const watchingJobs: Job[] = [
  {
    ...each,
    name: 'watch-sign-ups',
    run: async (deps, at) => {
      await watchSignUps(deps, { at });
      return 'The share of confirmed sign-ups was checked.';
    },
  },
  {
    ...each,
    name: 'watch-standstill',
    run: async (deps, at) => {
      await alertOnStalledIssues(deps, { at });
      return 'Issues that are going out were checked.';
    },
  },
  {
    ...each,
    name: 'watch-silence',
    run: async (deps, at) => {
      await alertOnMissingEvents(deps, { at });
      return 'Events from Resend were checked.';
    },
  },
];
