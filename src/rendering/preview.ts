import { readAddress, toMailable } from '../audience/address';
import { unsubscribeHeaders } from '../audience/unsubscribe/unsubscribe-link';
import { getIssue } from '../issues/find';
import type { Deps } from '../platform/deps';
import { feedbackId } from '../platform/feedback-id';
import { requireOwnInstallation } from '../platform/installation';
import type { Mail } from '../platform/mailer';
import { Refusal } from '../platform/refusal';
import { readSettings } from '../platform/settings/settings';
import { PATHS, TEST_DELIVERY_ID } from '../tracking/tokens';
import { readIssueParts } from './issue-parts';
import { type Addresses, archiveAddresses, issueProps } from './issue-props';
import { listId } from './render-issue';

export interface Preview {
  subject: string;
  html: string;
  text: string;
}

/** With the archive's links; `footer` fills in the footer's. */
export async function previewIssue(
  deps: Pick<Deps, 'db' | 'config'>,
  {
    number,
    footer,
  }: { number: number; footer?: Pick<Addresses, 'unsubscribeUrl' | 'preferencesUrl'> },
): Promise<Preview> {
  const { renderWeeklyIssue } = await import('../../emails/render');
  const issue = await getIssue(deps.db, number);
  const parts = await readIssueParts(deps, { issue });
  const addresses = { ...archiveAddresses(parts.publicUrl), ...footer };
  return { subject: issue.subject, ...(await renderWeeklyIssue(issueProps(parts, addresses))) };
}

/** Marked as a test; its links belong to nobody. */
export async function sendTest(
  deps: Deps,
  { number, to }: { number: number; to: string },
): Promise<void> {
  const address = readAddress(to);
  if (typeof address === 'string') throw new Refusal('invalid', `No test was sent: ${address}.`);
  const { installation, config, signer } = deps;
  await requireOwnInstallation(deps.db, { installation, config });
  const urlOf = (purpose: 'u' | 'p') =>
    `${config.publicUrl}/${PATHS[purpose]}/${signer.sign(purpose, TEST_DELIVERY_ID)}`;
  const unsubscribeUrl = urlOf('u');
  const footer = { unsubscribeUrl, preferencesUrl: urlOf('p') };
  const preview = await previewIssue(deps, { number, footer });
  const settings = await readSettings(deps.db);
  const feedback = feedbackId(settings, { campaign: `issue-${number}`, kind: 'test' });
  const mail: Mail = {
    ...preview,
    subject: `[Test] ${preview.subject}`,
    from: config.mailFrom,
    to: [toMailable(address)],
    reply_to: settings['reply-to'] || undefined,
    headers: {
      ...unsubscribeHeaders(unsubscribeUrl),
      'List-ID': listId(settings['newsletter-name'], config.publicUrl),
      ...(feedback && { 'Feedback-ID': feedback }),
    },
    tags: [
      { name: 'test', value: String(number) },
      { name: 'installation', value: installation.id },
    ],
  };
  const outcome = await deps.mailer.submitMail(mail, `${installation.id}/test/${deps.newId()}`);
  if (outcome.kind === 'accepted') return;
  const why = 'message' in outcome ? outcome.message : `the outcome is ${outcome.kind}`;
  throw new Refusal('conflict', `Resend did not accept the test: ${why}.`);
}
