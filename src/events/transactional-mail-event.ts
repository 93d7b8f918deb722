import { hashAddress, readAddress } from '../audience/address';
import { type SuppressionReason, suppressHashes } from '../audience/suppression/suppress';
import { isHardBounce } from '../deliveries/soft-bounces';
import { findMail } from '../mail/outbox';
import { raiseAlert } from '../platform/alerts';
import type { Deps } from '../platform/deps';
import type { ProviderEvent } from './effects/event';
import { raiseTrackingAlert } from './effects/tracked';

/**
 * Matched by Resend's id or, if that is not known yet, by our own id and the recipient. Suppresses
 * the hash, which outlives the address. False if it is about no such mail.
 */
export async function applyToTransactionalMail(deps: Deps, event: ProviderEvent): Promise<boolean> {
  const { db } = deps;
  const mail = await findMail(db, { resendId: event.resend_id!, mailId: event.tags.mail_id });
  if (!mail) return false;
  const { address_hash } = mail;
  if (mail.resend_id === null && !isTo(deps, event, address_hash)) return false;
  const reason = reasonIn(event);
  if (reason !== null && address_hash !== null) {
    const hashes = [{ email_hash: address_hash, at: event.at }];
    await suppressHashes(db, { hashes, reason, actor: 'resend' });
  }
  if (event.type === 'email.opened' || event.type === 'email.clicked') {
    await raiseTrackingAlert(deps);
  }
  if (event.type === 'email.suppressed' && mail.despite_suppression)
    await alertOnSuppressedAtResend(deps);
  return true;
}

/** Resend's own list outlives a new sign-up: only a person can take the address off it. */
async function alertOnSuppressedAtResend({ db, log, now }: Deps): Promise<void> {
  const says =
    'Somebody whose mail had bounced or been reported as spam signed up again, but Resend held back the confirmation: the address is on its own suppression list. Remove it at https://resend.com/emails/suppressions, where it is the latest one held back; the person can then sign up again.';
  await raiseAlert({ db, log }, { at: now(), kind: 'held-back-at-resend', says });
}

function isTo(
  { installation }: Deps,
  { recipients }: ProviderEvent,
  addressHash: Buffer | null,
): boolean {
  const [only, ...more] = recipients.map(readAddress);
  if (!only || typeof only === 'string' || more.length > 0 || addressHash === null) return false;
  return hashAddress(installation.address_key, only.email_key).equals(addressHash);
}

/** Soft bounces of transactional mails are not counted. */
function reasonIn({ type, bounce_type }: ProviderEvent): SuppressionReason | null {
  if (type === 'email.complained') return 'complained';
  if (type === 'email.suppressed') return 'bounced';
  return type === 'email.bounced' && isHardBounce(bounce_type ?? '') ? 'bounced' : null;
}
