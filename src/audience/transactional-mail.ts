import type { TransactionalMail } from '../mail/outbox';
import type { Deps } from '../platform/deps';
import { readSettings, type Settings } from '../platform/settings/settings';
import type { Say } from './transactional-mail-words';
import { unsubscribeHeaders } from './unsubscribe/unsubscribe-link';

/** With its unsubscribe link in the headers too. React is loaded only here. */
export async function writeTransactionalMail(
  db: Deps['db'],
  { kind, address, say }: { kind: string; address: string; say: Say },
): Promise<TransactionalMail> {
  const settings: Settings = await readSettings(db);
  const { renderTransactionalMail: renderLetter } = await import('../../emails/render');
  const newsletter = settings['newsletter-name'];
  const written = say(newsletter, settings['time-zone']);
  const parts = await renderLetter({
    ...written,
    newsletter,
    postalAddress: settings['postal-address'],
  });
  const headers = written.unsubscribeUrlOf ? unsubscribeHeaders(written.unsubscribeUrlOf) : {};
  return { kind, address, subject: written.subject, headers, ...parts };
}
