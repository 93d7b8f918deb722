import type {
  Card,
  CardContent,
  CardLinks,
  LastResult,
  WeeklyIssueProps,
} from '../../emails/props';
import type { NumberedLink } from '../issues/content';
import type { Issue } from '../issues/find';
import { parseIntro } from '../issues/intro';
import type { Settings } from '../platform/settings/settings';
import { inLongForm } from '../platform/text/long-date';

/** A variant's links, and where its text is marked. */
export interface Addresses {
  vote: (n: number, card: CardContent) => string;
  comparison: (n: number, card: CardContent) => string;
  intro: (url: string, n: number | undefined) => string;
  unsubscribeUrl: string | null;
  preferencesUrl: string | null;
  cardMark: string | null;
  pixelSlot: string | null;
  saidMarks: LastResult['ownVoteMarks'];
}

export interface IssueParts {
  issue: Issue;
  cards: CardContent[];
  /** Without anybody's marks. */
  lastResult: LastResult | null;
  links: NumberedLink[];
  settings: Settings;
  publicUrl: string;
}

export function issueProps(parts: IssueParts, addresses: Addresses): WeeklyIssueProps {
  const { issue, settings, publicUrl } = parts;
  const intro = parseIntro(issue.intro).map((block) => {
    const withLinks = (runs: { text: string; href?: string }[]) =>
      runs.map((run) => (run.href ? { ...run, href: introHref(parts, addresses, run.href) } : run));
    return block.kind === 'list'
      ? { ...block, items: block.items.map(withLinks) }
      : { ...block, runs: withLinks(block.runs) };
  });
  return {
    newsletter: settings['newsletter-name'],
    number: issue.number,
    date: inLongForm(issue.send_at ?? issue.proposed_at, settings['time-zone']),
    subject: issue.subject,
    preheader: issue.preheader,
    lastResult: parts.lastResult && { ...parts.lastResult, ownVoteMarks: addresses.saidMarks },
    intro,
    cards: parts.cards.map((card): Card => ({ ...card, links: cardLinks(parts, addresses, card) })),
    postalAddress: settings['postal-address'],
    homeUrl: publicUrl,
    archiveUrl: `${publicUrl}/issues/${issue.number}`,
    unsubscribeUrl: addresses.unsubscribeUrl,
    preferencesUrl: addresses.preferencesUrl,
    cardMark: addresses.cardMark,
    pixelSlot: addresses.pixelSlot,
  };
}

function introHref({ links }: IssueParts, addresses: Addresses, url: string): string {
  const link = links.find((each) => each.kind === 'url' && each.url === url);
  return addresses.intro(url, link?.n);
}

function cardLinks({ links }: IssueParts, addresses: Addresses, card: CardContent): CardLinks {
  const numberOf = (wanted: (link: NumberedLink) => boolean) =>
    links.find(
      (link) => link.kind !== 'url' && link.comparison_id === card.comparison.id && wanted(link),
    )?.n ?? 0;
  const votes = card.sides.map(({ tool }) => {
    const vote = (choice: 'ship' | 'skip') => {
      const isVote = (link: NumberedLink) =>
        link.kind === 'vote' && link.tool_id === tool.id && link.choice === choice;
      return addresses.vote(numberOf(isVote), card);
    };
    return { ship: vote('ship'), skip: vote('skip') };
  });
  const comparison = numberOf((link) => link.kind === 'comparison');
  return { comparison: addresses.comparison(comparison, card), votes: votes as CardLinks['votes'] };
}

/** No tokens; the vote buttons lead to the comparison. */
export function archiveAddresses(publicUrl: string): Addresses {
  const comparison = (_: number, card: CardContent) =>
    `${publicUrl}/comparisons/${card.comparison.slug}`;
  return {
    vote: comparison,
    comparison,
    intro: (url) => url,
    unsubscribeUrl: null,
    preferencesUrl: null,
    cardMark: null,
    pixelSlot: null,
    saidMarks: null,
  };
}
