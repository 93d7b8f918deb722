import type { Config } from './config';
import type { Database } from './database';
import type { NewId } from './ids';
import type { Installation } from './installation';
import type { Log } from './log';
import type { Mailer } from './mailer';
import type { Signer } from './signer';

/** Everything outside the process. Below the entry files nobody reads clock, chance or environment. */
export interface Deps {
  db: Database;
  now: () => Date;
  newId: NewId;
  installation: Installation;
  signer: Signer;
  mailer: Mailer;
  /** Passes on the message "this issue has work"; the work itself is rows. */
  hand: (issueId: number) => Promise<void>;
  log: Log;
  config: Config;
}
