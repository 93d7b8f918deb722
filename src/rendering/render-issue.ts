import { getIssueById } from '../issues/find';
import type { Deps } from '../platform/deps';
import { feedbackId } from '../platform/feedback-id';
import { requireOwnInstallation } from '../platform/installation';
import { PATHS } from '../tracking/tokens';
import { readIssueParts } from './issue-parts';
import { type Addresses, archiveAddresses, type IssueParts, issueProps } from './issue-props';
import type { Frame, Render } from './render';
import { SlotMarks } from './segments';

/** Not stored yet. */
export interface NewRender extends Render {
  archive: string;
}

/**
 * Uses this process's configuration and current settings. Refuses a database made for another
 * address or kind of mail: readers would get that configuration's links and sender.
 */
export async function renderIssue(deps: Deps, issueId: number): Promise<NewRender> {
  const { installation, config } = deps;
  await requireOwnInstallation(deps.db, { installation, config });
  const issue = await getIssueById(deps.db, issueId);
  const parts = await readIssueParts(deps, { issue });
  const { renderWeeklyIssue } = await import('../../emails/render');
  const archive = await renderWeeklyIssue(issueProps(parts, archiveAddresses(parts.publicUrl)));
  return { ...(await renderParts(deps, parts)), archive: archive.html };
}

/** For everybody, cut at its slots. */
export async function renderParts(
  { newId, config, installation }: Pick<Deps, 'newId' | 'config' | 'installation'>,
  parts: IssueParts,
): Promise<Render> {
  // React is loaded only for rendering: a sender that finds a stored render never needs it.
  const { renderWeeklyIssue } = await import('../../emails/render');
  const marks = new SlotMarks(newId());
  const addresses = readerAddresses(parts.publicUrl, marks);
  const mail = await renderWeeklyIssue(issueProps(parts, addresses));
  return {
    issue_id: parts.issue.id,
    sender: config.mailFrom,
    subject: parts.issue.subject,
    html: marks.cut(mail.html),
    text: marks.cut(mail.text),
    frame: frameOf(parts, {
      installation_id: installation.id,
      unsubscribe: marks.cut(`<${addresses.unsubscribeUrl}>`),
    }),
  };
}

function frameOf(parts: IssueParts, ours: Pick<Frame, 'installation_id' | 'unsubscribe'>): Frame {
  const { issue, settings, publicUrl, cards } = parts;
  const kind = { campaign: `issue-${issue.number}`, kind: 'issue' };
  return {
    ...ours,
    issue_number: issue.number,
    base_url: publicUrl,
    list_id: listId(settings['newsletter-name'], publicUrl),
    destinations: listDestinations(parts),
    card_categories: cards.map(({ sides }) => sides.map((side) => side.category)),
    reply_to: settings['reply-to'] || undefined,
    feedback_id: feedbackId(settings, kind),
  };
}

function readerAddresses(publicUrl: string, marks: SlotMarks): Addresses {
  const clicked = (n: number) => `${publicUrl}/${PATHS.c}/${marks.mark('click')}/${n}`;
  return {
    vote: (n) => `${publicUrl}/${PATHS.v}/${marks.mark('vote')}/${n}`,
    comparison: clicked,
    intro: (url, n) => (n === undefined ? url : clicked(n)),
    unsubscribeUrl: `${publicUrl}/${PATHS.u}/${marks.mark('unsubscribe')}`,
    preferencesUrl: `${publicUrl}/${PATHS.p}/${marks.mark('preferences')}`,
    cardMark: marks.mark('card'),
    pixelSlot: marks.mark('pixel'),
    saidMarks: (place) => marks.ownVote(place),
  };
}

function listDestinations({ links, cards, publicUrl }: IssueParts): Record<string, string> {
  const slugs = new Map(cards.map(({ comparison }) => [comparison.id, comparison.slug]));
  const counted = links.filter((link) => link.kind !== 'vote');
  return Object.fromEntries(
    counted.map((link) => [
      link.n,
      link.kind === 'url' ? link.url : `${publicUrl}/comparisons/${slugs.get(link.comparison_id)}`,
    ]),
  );
}

/** RFC 2919: a name in quotes and an identifier under our own host. */
export function listId(newsletter: string, publicUrl: string): string {
  const name = newsletter.replace(/[^\x20-\x7e]|["\\<>]/g, '').trim();
  return `${name ? `"${name}" ` : ''}<issues.${new URL(publicUrl).hostname}>`;
}
