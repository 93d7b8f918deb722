import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { HOUR_MS } from '../platform/durations';
import { requireOwnInstallation } from '../platform/installation';
import type { Mail, SubmissionOutcome } from '../platform/mailer';
import { putBackMail, recordMailOutcome, type TakenMail, takeMail } from './outbox-rows';
import { blockCalls, reserveCall, storeStatedLimit } from './rate-limit';

const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = HOUR_MS;

export type OutboxDeps = Pick<Deps, 'db' | 'mailer' | 'installation' | 'config' | 'log'>;

/** A reason in one word; undefined if the mail may go out. */
export type FindObstacle = (
  db: Database,
  mail: Pick<TakenMail, 'address_hash' | 'despite_suppression'>,
) => Promise<string | undefined>;

/** Any number of processes may do this, and any may die: the next submits under the same key. */
export async function sendOutbox(
  deps: OutboxDeps,
  { findObstacle }: { findObstacle: FindObstacle },
): Promise<number> {
  const { db, installation, config } = deps;
  await requireOwnInstallation(db, { installation, config });
  let accepted = 0;
  for (let mail = await takeMail(db); mail; mail = await takeMail(db)) {
    const reason = await findObstacle(db, mail);
    if (reason !== undefined) {
      await recordMailOutcome(db, mail, { state: 'refused', reason });
      continue;
    }
    const reservation = await reserveCall(db);
    if (reservation.kind !== 'reserved') {
      await putBackMail(db, mail, { waitMs: reservation.waitMs, isTry: false });
      break;
    }
    await sleep(reservation.waitMs);
    if (await submitOutboxMail(deps, mail, reservation)) accepted += 1;
  }
  return accepted;
}

async function submitOutboxMail(
  deps: OutboxDeps,
  mail: TakenMail,
  reservation: { perSecond: number | null },
): Promise<boolean> {
  const { db, mailer, installation, log } = deps;
  if (mail.is_over) {
    await recordMailOutcome(db, mail, { state: 'unknown', reason: 'no answer within 23 hours' });
    return false;
  }
  const outcome = await mailer.submitMail(toMail(deps, mail), `${installation.id}/mail/${mail.id}`);
  await storeStatedLimit(db, reservation, outcome);
  if (outcome.kind === 'accepted') {
    await recordMailOutcome(db, mail, { state: 'accepted', resend_id: outcome.ids[0] });
    return true;
  }
  const { kind } = outcome;
  log.warn(
    { event: 'transactional-mail', mail: mail.id, of: mail.kind, kind },
    'a mail was not accepted',
  );
  await recordNotAccepted(deps, mail, outcome);
  return false;
}

function toMail({ config, installation }: OutboxDeps, mail: TakenMail): Mail {
  const { kind, address, subject, html, text, headers } = mail;
  const reply_to = mail.reply_to ?? undefined;
  const tags = [
    { name: 'mail', value: kind },
    { name: 'installation', value: installation.id },
    { name: 'mail_id', value: mail.id },
  ];
  return { from: config.mailFrom, to: [address], reply_to, subject, html, text, headers, tags };
}

async function recordNotAccepted(
  { db }: OutboxDeps,
  mail: TakenMail,
  outcome: SubmissionOutcome,
): Promise<void> {
  if (outcome.kind === 'refused') {
    await recordMailOutcome(db, mail, { state: 'refused', reason: outcome.name });
  } else if (outcome.kind === 'mismatch') {
    const reason = 'its key was used with another body';
    await recordMailOutcome(db, mail, { state: 'unknown', reason });
  } else if (outcome.kind === 'rate-limited') {
    await blockCalls(db, outcome.waitMs);
    await putBackMail(db, mail, { waitMs: outcome.waitMs, isTry: false });
  } else {
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** mail.tries);
    await putBackMail(db, mail, { waitMs, isTry: true });
  }
}
