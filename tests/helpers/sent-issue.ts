import { createApp } from '../../src/app';
import { readLinks, type SimulatedMail } from '../../src/demo/simulator/mail';
import type { Database } from '../../src/platform/database';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { makeDeps, PUBLIC_URL, type TestDeps } from './deps';
import { readMailbox } from './mailbox';
import { addReaders, planRelease } from './week';

/** One reader's mail, with its links as paths. */
export interface SentMail extends SimulatedMail {
  html: string;
}

/** The app with an issue sent to some readers, and their mails by address. */
export async function sendIssue(db: Database, readers: number, log?: TestDeps['log']) {
  const deps = await makeDeps(db, { log });
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);
  const mails = await readMailbox(deps);
  const byAddress = new Map(mails.map((mail) => [mail.to[0]!, readMail(mail)]));
  const app = createApp(deps);
  return { deps, issue, app, mailOf: (n: number) => byAddress.get(`reader${n}@example.com`)! };
}

function readMail({ to, html }: { to: string[]; html: string }): SentMail {
  return { to: to[0]!, html, ...readLinks(html, PUBLIC_URL) };
}
