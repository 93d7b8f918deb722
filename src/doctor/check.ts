import type { Deps } from '../platform/deps';
import type { Finding } from './finding';
import type { ResendFacts } from './resend-facts';

export interface Patient {
  deps: Deps;
  resend: ResendFacts;
  isMigrated: () => Promise<boolean>;
}

export interface Check {
  name: string;
  /** Where to fix it. */
  place: string;
  examine: (patient: Patient) => Finding | Promise<Finding>;
}
