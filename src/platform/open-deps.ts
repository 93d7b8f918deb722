import type { Config } from './config';
import type { Database } from './database';
import type { Deps } from './deps';
import { newId } from './ids';
import { ensureInstallation, homeOf } from './installation';
import type { Log } from './log';
import type { Mailer } from './mailer';
import { createResendMailer, refuseReservedDomains } from './resend-mailer';
import { Signer } from './signer';

interface Given {
  config: Config;
  db: Database;
  log: Log;
  now: () => Date;
  /** Made last, because it needs the rest. */
  makeHand: (deps: Deps) => Deps['hand'];
}

/** Puts together what every face, job and command gets. One statement. */
export async function openDeps({ config, db, log, now, makeHand }: Given): Promise<Deps> {
  const installation = await ensureInstallation(db, { home: homeOf(config), newId, at: now() });
  const deps: Deps = {
    config,
    db,
    log,
    now,
    newId,
    installation,
    signer: new Signer({ installationId: installation.id, keys: config.signingKeys }),
    mailer: openMailer(config),
    hand: (issueId) => hand(issueId),
  };
  const hand = makeHand(deps);
  return deps;
}

function openMailer({ mail, resend }: Config): Mailer {
  const mailer = createResendMailer(resend);
  if (mail === 'live') return refuseReservedDomains(mailer);
  if (/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(`${resend.baseUrl}/`)) return mailer;
  throw new Error('without MAIL=live, mail goes to this machine only');
}
