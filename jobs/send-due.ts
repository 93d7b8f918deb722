import { MINUTE_MS } from '../src/platform/durations';
import { sendDue } from '../src/sending/send-due';
import type { Job } from './job';

export const sendDueJob: Job = {
  name: 'send-due',
  cron: '* * * * *',
  withinMs: 3 * MINUTE_MS,
  run: sendDue,
};
