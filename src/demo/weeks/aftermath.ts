import type { Dice } from '../../local/dice';
import { linkNumberOf, readLinks, type SimulatedMail, toolsOf } from '../simulator/mail';
import type { DemoService } from './demo-service';
import { drawFates, postFates } from './fates';
import { type BoxedMail, listNewestMails } from './mailbox';
import type { Mailboxes } from './mailboxes';
import { WATCHED_MS } from './moments';
import { play } from './play';
import { type IssueTruth, TruthKeeper } from './truth';

interface Issue {
  number: number;
  sentAt: Date;
  mailboxes: Mailboxes;
  dice: Dice;
}

/** Resend's events, and what people and machines do. */
export async function playAftermath(
  service: DemoService,
  { number, sentAt, mailboxes, dice }: Issue,
): Promise<IssueTruth> {
  const { deps, client, mailboxUrl, progress, runJobs } = service;
  const mails = await listNewestMails({
    mailboxUrl,
    tags: { issue: String(number), installation: deps.installation.id },
  });
  const fates = drawFates(mails, dice);
  progress(`Resend reports what became of ${mails.length} mails …`);
  const { webhookSecret } = deps.config.resend;
  await postFates({ fates, client, webhookSecret, sentAt, dice });
  const arrived = mails.filter((mail) => fates.get(mail) === 'delivered');
  const actors = toSimulatedMails(arrived, { publicUrl: deps.config.publicUrl, dice }).flatMap(
    (mail) => mailboxes.actOn(mail),
  );
  const people = actors.filter(({ by }) => by === 'person').length;
  progress(`${people} people and ${actors.length - people} machines open issue ${number} …`);
  const truth = new TruthKeeper();
  const onDone: TruthKeeper['note'] = (actor, act) => truth.note(actor, act);
  await play({ actors, client, sentAt, lengthMs: WATCHED_MS, runJobs, onDone });
  return truth.tell(number);
}

/** Only mails that the mailbox still has whole; some of their tools are liked, and some are not. */
function toSimulatedMails(
  mails: BoxedMail[],
  { publicUrl, dice }: { publicUrl: string; dice: Dice },
): SimulatedMail[] {
  const whole = mails.flatMap(({ to, html }) =>
    html === null ? [] : [{ to: to[0]!, ...readLinks(html, publicUrl) }],
  );
  const ships = whole[0] ? toolsOf(whole[0]).map(([ship]) => linkNumberOf(ship)) : [];
  const appeals = new Map(ships.map((number) => [number, dice.between(0.15, 0.9)]));
  const appeal = (ship: string) => appeals.get(linkNumberOf(ship));
  return whole.map((mail) => ({ ...mail, appeal }));
}
