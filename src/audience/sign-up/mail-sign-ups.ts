import { putMail, type TransactionalMail } from '../../mail/outbox';
import { type Database, inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { forEachLogged } from '../../platform/for-each';
import type { SignUps } from '../../platform/schema';
import { readSettings } from '../../platform/settings/settings';
import { toMailable } from '../address';
import { readSubscription, type Subscription } from '../subscription';
import { findSuppression, isLiftable } from '../suppression/suppress';
import { writeTransactionalMail } from '../transactional-mail';
import { sayConfirm, sayKnown } from '../transactional-mail-words';
import { watchForFlood } from './sign-up-guard';
import { isWithinLimits, isWithinReturns } from './sign-up-limits';
import { makeSuppressionLink } from './suppression-link';
import { findAllWaiting, takeWaiting, type Waiting } from './waiting-sign-ups';

type MailDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'newId' | 'now' | 'log' | 'security'>;

/** Their mail says what comes to them. */
interface Known {
  kind: 'known';
  subscription: Subscription;
}

/** Stopped: nothing may go there. Returning: suppressed for a reason that confirming lifts. */
type AddressState = { kind: 'stopped' | 'returning' | 'new' } | Known;

const CONFIRM_PATH = 'confirm';

/**
 * Mails a confirmation, also after bounces or complaints, or "you are on the list", or nothing,
 * because the address is stopped or over a limit. Any number of processes may do this; one that
 * fails blocks no other.
 */
export async function mailSignUps(deps: MailDeps): Promise<void> {
  await forEachLogged(deps.log, findAllWaiting(deps.db), (id) =>
    inTransaction(deps.db, (tx) => mailAttempt({ ...deps, db: tx }, id)),
  );
  // At once, not with the next sweep: a flood takes less than a minute.
  await watchForFlood(deps, { settings: await readSettings(deps.db), at: deps.now() });
}

async function mailAttempt(deps: MailDeps, id: number): Promise<void> {
  const attempt = await takeWaiting(deps.db, id);
  if (!attempt) return;
  // Counted and written for a stopped address too: less work for some would give them away.
  const state = await findAddressState(deps, attempt);
  const isWithin = await fits(deps, attempt, state);
  const mail = isWithin ? await writeMail(deps, attempt, state) : null;
  if (state.kind === 'stopped') await endAttempt(deps.db, attempt, 'suppressed');
  else if (!mail) await endAttempt(deps.db, attempt, 'limited');
  else await sendMail(deps, attempt, { mail, isReturning: state.kind === 'returning' });
}

async function writeMail(
  { db, config, signer, now }: MailDeps,
  attempt: Waiting,
  state: AddressState,
): Promise<TransactionalMail> {
  const address = toMailable(attempt);
  if (state.kind === 'known') {
    const say = sayKnown({ homeUrl: config.publicUrl, subscription: state.subscription });
    return writeTransactionalMail(db, { kind: 'known', address, say });
  }
  const url = `${config.publicUrl}/${CONFIRM_PATH}/${signer.sign('s', attempt.id)}`;
  const link = { emailHash: attempt.email_hash, at: now() };
  const suppressionUrl = await makeSuppressionLink({ db, config, signer }, link);
  return writeTransactionalMail(db, {
    kind: 'confirm',
    address,
    say: sayConfirm({ url, suppressionUrl }),
  });
}

async function findAddressState(
  { db, now }: MailDeps,
  { email_hash, email_key }: Waiting,
): Promise<AddressState> {
  const reason = await findSuppression(db, email_hash);
  if (reason && !isLiftable(reason)) return { kind: 'stopped' };
  const reader = await db
    .selectFrom('subscribers')
    .select(['id', 'state'])
    .where('email_key', '=', email_key)
    .executeTakeFirst();
  // Somebody who was never a reader called the question itself spam, and isn't asked again.
  if (reason === 'complained' && !reader) return { kind: 'stopped' };
  if (reason) return { kind: 'returning' };
  if (reader?.state !== 'confirmed') return { kind: 'new' };
  return {
    kind: 'known',
    subscription: await readSubscription(db, { subscriberId: reader.id, at: now() }),
  };
}

async function fits(
  { db, now, log, security }: MailDeps,
  attempt: Waiting,
  state: AddressState,
): Promise<boolean> {
  const { 'sign-ups-an-hour': cap } = await readSettings(db);
  const at = now();
  if (!(await isWithinLimits({ db, log }, { ...attempt, cap, at }))) {
    security.note('over-limit');
    return false;
  }
  const { email_hash } = attempt;
  return state.kind !== 'returning' || isWithinReturns(db, { email_hash, at });
}

async function sendMail(
  deps: MailDeps,
  attempt: Waiting,
  { mail, isReturning }: { mail: TransactionalMail; isReturning: boolean },
): Promise<void> {
  const { db, newId, now } = deps;
  const { id, email_hash: address_hash } = attempt;
  const to = { address_hash, subscriber_id: null, despite_suppression: isReturning };
  await putMail(db, { mail, to, newId, at: now() });
  if (mail.kind === 'known') return endAttempt(db, { id }, 'known');
  await db
    .updateTable('sign_ups')
    .set({ state: 'mailed', lifts_suppression: isReturning })
    .where('id', '=', id)
    .execute();
}

async function endAttempt(
  tx: Database,
  { id }: Pick<Waiting, 'id'>,
  state: SignUps['state'],
): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({ state, email: null, email_key: null, email_hash: null, network: null })
    .where('id', '=', id)
    .execute();
}
