import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { doEach } from '../platform/each';
import { putMail, type SingleMail } from '../platform/outbox';
import type { SignUps } from '../platform/schema';
import { readSettings } from '../platform/settings';
import { toMailable } from './address';
import { sayConfirm, sayKnown, writeLetter } from './letters';
import { isWithinLimits } from './sign-up-limits';
import { findSuppression } from './suppress';
import { findAllWaiting, takeWaiting, type Waiting } from './waiting-sign-ups';

type AnswerDeps = Pick<Deps, 'db' | 'config' | 'signer' | 'newId' | 'now' | 'log'>;

type Standing = 'suppressed' | 'known' | 'new';

const CONFIRM_PATH = 'confirm';

/**
 * Decides what becomes of each waiting sign-up attempt: a confirmation mail, a mail that says "you
 * are on the list", or nothing, because the address is suppressed or a limit is reached. Any number
 * of processes may do this at once, and one that fails blocks no other.
 */
export async function answerSignUps(deps: AnswerDeps): Promise<void> {
  await doEach(deps.log, findAllWaiting(deps.db), (id) =>
    inTransaction(deps.db, (tx) => answerAttempt({ ...deps, db: tx }, id)),
  );
}

async function answerAttempt(deps: AnswerDeps, id: number): Promise<void> {
  const attempt = await takeWaiting(deps.db, id);
  if (!attempt) return;
  // Counted and written for a suppressed address too: work that lay heavier on some would tell on them.
  const standing = await findStanding(deps.db, attempt);
  const mail = (await fits(deps, attempt)) ? await writeMail(deps, attempt, standing) : null;
  if (standing === 'suppressed') await endAttempt(deps.db, attempt, 'suppressed');
  else if (!mail) await endAttempt(deps.db, attempt, 'limited');
  else await sendMail(deps, attempt, mail);
}

function writeMail(
  { db, config, signer }: AnswerDeps,
  attempt: Waiting,
  standing: Standing,
): Promise<SingleMail> {
  const address = toMailable(attempt);
  if (standing === 'known')
    return writeLetter(db, { kind: 'known', address, say: sayKnown(config.publicUrl) });
  const url = `${config.publicUrl}/${CONFIRM_PATH}/${signer.sign('s', attempt.id)}`;
  return writeLetter(db, { kind: 'confirm', address, say: sayConfirm(url) });
}

async function findStanding(tx: Database, { email_hash, email_key }: Waiting): Promise<Standing> {
  if (await findSuppression(tx, email_hash)) return 'suppressed';
  const known = await tx
    .selectFrom('subscribers')
    .select('id')
    .where('email_key', '=', email_key)
    .where('state', '=', 'confirmed')
    .executeTakeFirst();
  return known ? 'known' : 'new';
}

async function fits({ db, now, log }: AnswerDeps, attempt: Waiting): Promise<boolean> {
  const { 'sign-ups-an-hour': cap } = await readSettings(db);
  return isWithinLimits({ db, log }, { ...attempt, cap, at: now() });
}

async function sendMail(deps: AnswerDeps, attempt: Waiting, mail: SingleMail): Promise<void> {
  const { db, newId, now } = deps;
  const { id, email_hash: address_hash } = attempt;
  await putMail(db, { mail, to: { address_hash, subscriber_id: null }, newId, at: now() });
  if (mail.kind === 'known') return endAttempt(db, { id }, 'known');
  await db.updateTable('sign_ups').set({ state: 'mailed' }).where('id', '=', id).execute();
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
