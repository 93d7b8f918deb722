import { mailAddressChanges } from '../src/audience/mail-address-changes';
import { sendTransactionalMails } from '../src/audience/send-transactional-mails';
import { mailSignUps } from '../src/audience/sign-up/mail-sign-ups';
import type { Deps } from '../src/platform/deps';
import { MINUTE_MS } from '../src/platform/durations';
import { forEachLogged } from '../src/platform/for-each';
import { mailAlerts } from '../src/staff/mail-alerts';
import type { Job } from './job';

/** Each mail waits for the rate limiter, so a flood of them takes a while. */
const each = { cron: '* * * * *', withinMs: 9 * MINUTE_MS };

/** What these put into the outbox is sent at once, not a minute later. */
export const mailJobs: Job[] = [
  {
    ...each,
    name: 'answer-sign-ups',
    run: (deps) => thenSend(deps, () => mailSignUps(deps)),
  },
  {
    ...each,
    name: 'answer-moves',
    run: (deps) => thenSend(deps, () => mailAddressChanges(deps)),
  },
  {
    ...each,
    name: 'mail-alerts',
    run: (deps, at) => thenSend(deps, () => mailAlerts(deps, { at })),
  },
  {
    ...each,
    name: 'send-transactional-mails',
    run: (deps) => thenSend(deps, async () => {}),
  },
];

async function thenSend(deps: Deps, work: () => Promise<void>): Promise<string> {
  let mails = 0;
  const send = async () => {
    mails = await sendTransactionalMails(deps);
  };
  await forEachLogged(deps.log, [work, send], (part) => part());
  return `${mails} transactional mails were accepted.`;
}
