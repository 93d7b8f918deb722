import type { Config } from './config';
import type { Database } from './database';
import type { NewId, NewSecret } from './ids';
import type { Installation } from './installation';
import type { Log } from './log';
import type { Mailer } from './mailer';
import type { Provider } from './provider';
import type { SecurityCounts } from './security/security-counts';
import type { Signer } from './signer';

/** Everything outside the process. Below the entry files nobody reads clock, chance or environment. */
export interface Deps {
  db: Database;
  now: () => Date;
  newId: NewId;
  newSecret: NewSecret;
  /** Says which process this is, such as `host:4711`: for people, and nothing depends on it. */
  processName: string;
  installation: Installation;
  signer: Signer;
  /** Where refusals are counted until they are kept, once a minute. */
  security: SecurityCounts;
  mailer: Mailer;
  /** How our account at the provider is set up. */
  provider: Provider;
  /** Passes on the message "this issue has work"; the work itself is rows. */
  enqueue: (issueId: number) => Promise<void>;
  /** Begins work that goes on after the answer; should it be lost, its rows are found by the sweep. */
  begin: (name: string, work: () => Promise<unknown>) => void;
  log: Log;
  config: Config;
}
