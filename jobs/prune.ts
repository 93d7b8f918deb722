import { pruneOneTimeLinks } from '../src/audience/one-time-links';
import { pruneSignUps } from '../src/audience/sign-up/sign-up-alert';
import { pruneSuppressionLinks } from '../src/audience/sign-up/suppression-link';
import { pruneProviderEvents } from '../src/events/prune-events';
import { pruneOutbox } from '../src/mail/outbox';
import type { Database } from '../src/platform/database';
import { MINUTE_MS } from '../src/platform/durations';
import { pruneLimits } from '../src/platform/limits';
import { pruneSecurityEvents } from '../src/platform/security/security-events';
import type { Job } from './job';
import { pruneSlots } from './slots';

const PRUNING: Record<string, (db: Database, now: { at: Date }) => Promise<void>> = {
  'prune-job-slots': pruneSlots,
  'prune-outbox': pruneOutbox,
  'prune-sign-ups': pruneSignUps,
  'prune-one-time-links': pruneOneTimeLinks,
  'prune-never-links': pruneSuppressionLinks,
  'prune-limits': pruneLimits,
  'prune-provider-events': pruneProviderEvents,
  'prune-security-events': pruneSecurityEvents,
};

export const pruningJobs: Job[] = Object.entries(PRUNING).map(([name, prune]) => ({
  name,
  cron: '*/15 * * * *',
  withinMs: 5 * MINUTE_MS,
  run: async ({ db }, at) => {
    await prune(db, { at });
    return 'Old rows were deleted.';
  },
}));
