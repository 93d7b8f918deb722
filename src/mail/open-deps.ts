import type { Config } from '../platform/config';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { newId, newSecret } from '../platform/ids';
import { ensureInstallation, homeOf } from '../platform/installation';
import { endLogged, type Log } from '../platform/log';
import type { Mailer } from '../platform/mailer';
import { isLoopback } from '../platform/network/trustworthy-origin';
import { SecurityCounts } from '../platform/security/security-counts';
import { Signer } from '../platform/signer';
import { createResendAccount } from './resend-account';
import { createResendMailer, refuseReservedDomains } from './resend-mailer';

interface DepsOptions {
  config: Config;
  db: Database;
  log: Log;
  now: () => Date;
  /** Left out if nobody watches. */
  processName?: string;
  /** Left out if these deps count for themselves alone. */
  security?: SecurityCounts;
  /** Made last, because it needs the rest. */
  makeEnqueue: (deps: Deps) => Deps['enqueue'];
  /** Left out if nobody waits for an answer: the work begins at once. */
  runInBackground?: Deps['runInBackground'];
}

export async function openDeps({
  runInBackground,
  makeEnqueue,
  ...given
}: DepsOptions): Promise<Deps> {
  const { config, db, log, now, processName = 'unnamed' } = given;
  const { security = new SecurityCounts() } = given;
  const installation = await ensureInstallation(db, { home: homeOf(config), newId, at: now() });
  const deps: Deps = {
    config,
    db,
    log,
    now,
    newId,
    newSecret,
    processName,
    installation,
    security,
    signer: new Signer({ installationId: installation.id, keys: config.signingKeys }),
    mailer: openMailer(config),
    provider: createResendAccount(config.resend),
    enqueue: (issueId) => enqueue(issueId),
    runInBackground: runInBackground ?? ((name, work) => void endLogged(log, name, work)),
  };
  const enqueue = makeEnqueue(deps);
  return deps;
}

function openMailer({ mail, resend }: Config): Mailer {
  const mailer = createResendMailer(resend);
  if (mail === 'live') return refuseReservedDomains(mailer);
  if (isLoopback(resend.baseUrl)) return mailer;
  throw new Error('without MAIL_MODE=live, mail goes to this machine only');
}
