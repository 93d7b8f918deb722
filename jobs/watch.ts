import { watchSignUps } from '../src/audience/sign-up/sign-up-alert';
import { tellOfSilence } from '../src/sending/silence';
import { tellOfStandstill } from '../src/sending/standstill';
import { type Job, MINUTE_MS } from './job';

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
      await tellOfStandstill(deps, { at });
      return 'Issues that are going out were checked.';
    },
  },
  {
    ...each,
    name: 'watch-silence',
    run: async (deps, at) => {
      await tellOfSilence(deps, { at });
      return 'Events from Resend were checked.';
    },
  },
];
