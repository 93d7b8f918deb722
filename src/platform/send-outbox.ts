import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database';
import type { Deps } from './deps';
import { requireOwnInstallation } from './installation';
import type { HandOutcome, Mail } from './mailer';
import { putBackMail, settleMail, type TakenMail, takeMail } from './outbox-rows';
import { heedLimit, holdPace, takeTurn } from './pace';

const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60 * 60 * 1000;

export type OutboxDeps = Pick<Deps, 'db' | 'mailer' | 'installation' | 'config' | 'log'>;

/** Why this mail may not go out, in a word; nothing where it may. */
export type FindObstacle = (
  db: Database,
  mail: Pick<TakenMail, 'address_hash' | 'despite_suppression'>,
) => Promise<string | undefined>;

/**
 * Hands every waiting single mail to Resend, one by one, until none is free; one with an obstacle is
 * refused instead. Any number of processes may do this at once, and any may die: the lease lapses, and
 * the next hands it under the same key. Each takes its turn in the pace beside the batches. Returns how
 * many were accepted.
 */
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
      await settleMail(db, mail, { state: 'refused', reason });
      continue;
    }
    const turn = await takeTurn(db);
    if (turn.kind !== 'turn') {
      await putBackMail(db, mail, { waitMs: turn.waitMs, isTry: false });
      break;
    }
    await sleep(turn.waitMs);
    if (await handMail(deps, mail, turn)) accepted += 1;
  }
  return accepted;
}

async function handMail(
  deps: OutboxDeps,
  mail: TakenMail,
  turn: { perSecond: number | null },
): Promise<boolean> {
  const { db, mailer, installation, log } = deps;
  if (mail.is_over) {
    await settleMail(db, mail, { state: 'unknown', reason: 'no answer within 23 hours' });
    return false;
  }
  const outcome = await mailer.handOne(toMail(deps, mail), `${installation.id}/mail/${mail.id}`);
  await heedLimit(db, turn, outcome);
  if (outcome.kind === 'accepted') {
    await settleMail(db, mail, { state: 'accepted', resend_id: outcome.ids[0] });
    return true;
  }
  const { kind } = outcome;
  log.warn({ event: 'single-mail', mail: mail.id, of: mail.kind, kind }, 'a mail was not accepted');
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
  outcome: HandOutcome,
): Promise<void> {
  if (outcome.kind === 'refused') {
    await settleMail(db, mail, { state: 'refused', reason: outcome.name });
  } else if (outcome.kind === 'mismatch') {
    const reason = 'its key was used with another body';
    await settleMail(db, mail, { state: 'unknown', reason });
  } else if (outcome.kind === 'paced') {
    await holdPace(db, outcome.waitMs);
    await putBackMail(db, mail, { waitMs: outcome.waitMs, isTry: false });
  } else {
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** mail.tries);
    await putBackMail(db, mail, { waitMs, isTry: true });
  }
}
