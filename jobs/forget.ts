import { forgetUsedAttempts } from '../src/audience/sign-up/used-attempt';
import { forgetErasedAddresses } from '../src/deliveries/forget-addresses';
import type { Database } from '../src/platform/database';
import { MINUTE_MS } from '../src/platform/durations';
import { forgetErasedEvidence } from '../src/tracking/forget-evidence';
import type { Job } from './job';

const FORGETTING: Record<string, (db: Database, now: { at: Date }) => Promise<void>> = {
  'forget-used-attempts': forgetUsedAttempts,
  'forget-erased-addresses': forgetErasedAddresses,
  'forget-erased-evidence': forgetErasedEvidence,
};

/** They clear personal data that is no longer needed; the rows stay. */
export const forgettingJobs: Job[] = Object.entries(FORGETTING).map(([name, forget]) => ({
  name,
  cron: '* * * * *',
  withinMs: 2 * MINUTE_MS,
  run: async ({ db }, at) => {
    await forget(db, { at });
    return 'Personal data that is no longer needed was cleared.';
  },
}));
