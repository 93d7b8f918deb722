import { sendDue } from '../src/sending/send-due';
import { type Job, MINUTE_MS } from './job';

export const sendDueJob: Job = {
  name: 'send-due',
  cron: '* * * * *',
  withinMs: 3 * MINUTE_MS,
  run: sendDue,
};
