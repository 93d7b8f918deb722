import { putMail } from '../../mail/outbox';
import { inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { readSettings } from '../../platform/settings/settings';
import { toMailable } from '../address';
import { writeTransactionalMail } from '../transactional-mail';
import { type LatestIssue, sayWelcome } from '../transactional-mail-words';
import { unsubscribeUrlOf } from '../unsubscribe/unsubscribe-link';
import { newsletterWording, OPENS_WORDING } from '../wording';
import { confirmSignUp } from './confirm';

interface Welcome {
  signUpId: number;
  browserSecret: string | undefined;
  /** Whether the reader agreed to open tracking; counts only if that is asked for. */
  opens: boolean;
  latest: LatestIssue | undefined;
}

/** One transaction. */
export async function welcomeReader(
  {
    db,
    config,
    signer,
    installation,
    newId,
    now,
  }: Pick<Deps, 'db' | 'config' | 'signer' | 'installation' | 'newId' | 'now'>,
  { signUpId, browserSecret, opens, latest }: Welcome,
): Promise<void> {
  const at = now();
  await inTransaction(db, async (tx) => {
    const settings = await readSettings(tx);
    const newsletter = newsletterWording(settings['newsletter-name']);
    const isAsked = settings['open-tracking'] === 'consenting';
    const wording = { newsletter, opens: opens && isAsked ? OPENS_WORDING : null };
    const signUp = { signUpId, installation, browserSecret, wording, at };
    const reader = await confirmSignUp(tx, signUp);
    if (!reader?.joined) return;
    const unsubscribeUrl = unsubscribeUrlOf({ config, signer }, reader.subscriberId);
    const say = sayWelcome({ homeUrl: config.publicUrl, latest, unsubscribeUrlOf: unsubscribeUrl });
    const mail = await writeTransactionalMail(tx, {
      kind: 'welcome',
      address: toMailable(reader),
      say,
    });
    const to = { address_hash: reader.email_hash, subscriber_id: reader.subscriberId };
    await putMail(tx, { mail, to, newId, at });
  });
}
