import { forgettingJobs } from './forget';
import type { Job } from './job';
import { mailJobs } from './mails';
import { pruningJobs } from './prune';
import { watchingJobs } from './watch';

export const chores: Job[] = [...watchingJobs, ...mailJobs, ...forgettingJobs, ...pruningJobs];
