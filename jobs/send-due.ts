import { sendDue } from '../src/sending/send-due';
import type { Job } from './job';

export const sendDueJob: Job = {
  name: 'send-due',
  cron: '* * * * *',
  run: sendDue,
};
