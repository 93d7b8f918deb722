import { listCards, listLinks } from '../issues/content';
import { getIssueById } from '../issues/find';
import type { Deps } from '../platform/deps';
import { readSettings } from '../platform/settings';
import { PATHS } from '../tracking/tokens';
import { type Addresses, archiveAddresses, type IssueParts, issueProps } from './issue-props';
import { readLastResult } from './last-result';
import { type Segments, SlotMarks } from './segments';

/** An issue rendered once for everybody; what differs from reader to reader is a slot. */
export interface Render {
  issue_id: number;
  sender: string;
  subject: string;
  html: Segments;
  text: Segments;
  frame: Frame;
}

/** What else a mail needs: headers, tags, and the base of the links that slots make. */
export interface Frame {
  issue_number: number;
  installation_id: string;
  base_url: string;
  list_id: string;
  unsubscribe: Segments;
  /** Where the counted links lead, by their number. */
  destinations: Record<string, string>;
  /** The categories of each card's sides; missing where the render was stored before topics. */
  card_categories?: string[][];
}

/** The stored render; made on first sight, whoever asks first. */
export async function ensureRender(deps: Deps, issueId: number): Promise<Render> {
  const found = await findRender(deps, issueId);
  if (found) return found;
  const { archive, ...render } = await renderIssue(deps, issueId);
  await deps.db
    .insertInto('renders')
    .values({
      ...render,
      archive,
      html: JSON.stringify(render.html),
      text: JSON.stringify(render.text),
      frame: JSON.stringify(render.frame),
      rendered_at: deps.now(),
    })
    .onConflict((conflict) => conflict.column('issue_id').doNothing())
    .execute();
  return (await findRender(deps, issueId))!;
}

async function findRender({ db }: Deps, issueId: number): Promise<Render | undefined> {
  const row = await db
    .selectFrom('renders')
    .select(['issue_id', 'sender', 'subject', 'html', 'text', 'frame'])
    .where('issue_id', '=', issueId)
    .executeTakeFirst();
  return row as unknown as Render | undefined;
}

async function renderIssue(deps: Deps, issueId: number): Promise<Render & { archive: string }> {
  // React is loaded only by whoever renders: a sender that finds the render stored never needs it.
  const { renderWeeklyIssue } = await import('../../emails/render');
  const { publicUrl, mailFrom } = deps.config;
  const issue = await getIssueById(deps.db, issueId);
  const settings = await readSettings(deps.db);
  const parts: IssueParts = {
    issue,
    cards: await listCards(deps.db, issueId),
    lastResult: await readLastResult(deps.db, { issue, floor: settings.floor, publicUrl }),
    links: await listLinks(deps.db, issueId),
    settings,
    publicUrl,
  };
  const marks = new SlotMarks(deps.newId());
  const addresses = readerAddresses(publicUrl, marks);
  const mail = await renderWeeklyIssue(issueProps(parts, addresses));
  const archive = await renderWeeklyIssue(issueProps(parts, archiveAddresses(publicUrl)));
  return {
    issue_id: issueId,
    sender: mailFrom,
    subject: parts.issue.subject,
    html: marks.cut(mail.html),
    text: marks.cut(mail.text),
    frame: {
      issue_number: parts.issue.number,
      installation_id: deps.installation.id,
      base_url: publicUrl,
      list_id: listId(parts.settings['newsletter-name'], publicUrl),
      unsubscribe: marks.cut(`<${addresses.unsubscribeUrl}>`),
      destinations: listDestinations(parts),
      card_categories: parts.cards.map(({ sides }) => sides.map((side) => side.category)),
    },
    archive: archive.html,
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
    saidMarks: (place) => marks.said(place),
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
