import type { Config } from './config';
import type { Database } from './database';
import type { NewId, NewSecret } from './ids';
import type { Installation } from './installation';
import type { Log } from './log';
import type { Mailer } from './mailer';
import type { Provider } from './provider';
import type { SecurityCounts } from './security/security-counts';
import type { Signer } from './signer';

/** Everything outside the process. Only entry files read the clock, chance and environment. */
export interface Deps {
  db: Database;
  now: () => Date;
  newId: NewId;
  newSecret: NewSecret;
  /** Such as `host:4711`: for people only, nothing depends on it. */
  processName: string;
  installation: Installation;
  signer: Signer;
  /** Refusals are counted here and written once a minute. */
  security: SecurityCounts;
  mailer: Mailer;
  provider: Provider;
  /** Sends the message "this issue has work"; the work itself is rows. */
  enqueue: (issueId: number) => Promise<unknown>;
  /** Begins work that outlives the answer; if it is lost, the sweep finds its rows. */
  runInBackground: (name: string, work: () => Promise<unknown>) => void;
  log: Log;
  config: Config;
}
