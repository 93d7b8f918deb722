import { introText } from './intro-text';
import { lastWeekText } from './last-week-text';
import { seatsInWords, speakerInWords } from './panel-words';
import type { Card, CardLinks, CardSide, WeeklyIssueProps } from './props';
import { fill } from './text-lines';
import {
  categoryInWords,
  communityInWords,
  comparisonInWords,
  comparisonLinkInWords,
  issueInWords,
  LABELS,
  reasonInWords,
  voteButtonInWords,
} from './words';

/** Lines of at most 72 characters, every address alone at its line's end. */
export function weeklyIssueText(props: WeeklyIssueProps): string {
  const mark = props.cardMark ?? '';
  const movable = [...props.cards.map(card), foot(props)].map((part) => `${mark}${part}`);
  const begin = [head(props), lastWeekText(props.lastResult), introText(props.intro)];
  const parts = [...begin, ...movable];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head(props: WeeklyIssueProps): string {
  return [
    fill(props.newsletter),
    `${issueInWords(props.number)}, ${props.date}`,
    '',
    fill(props.subject),
  ].join('\n');
}

/** Without a number: readers with topics get the cards in another order. */
function card(content: Card): string {
  const [first, second] = content.sides;
  return [
    RULE,
    fill(comparisonInWords(content)),
    fill(categoryInWords(content)),
    '',
    side(first, content.links.votes[0]),
    '',
    side(second, content.links.votes[1]),
    '',
    fill(comparisonLinkInWords(content)),
    content.links.comparison,
  ].join('\n');
}

function side(content: CardSide, votes: CardLinks['votes'][number]): string {
  const { tool, excerpt } = content;
  return [
    fill(`* ${tool.name}`),
    fill(content.tagline),
    fill(`Panel ship: ${content.panel_ship}% (${seatsInWords(content)})`),
    fill(`${LABELS.community}: ${communityInWords(content.community)}`),
    fill(`${LABELS.entryPrice}: ${content.entry_price}`),
    fill(`${speakerInWords(excerpt)}: “${excerpt.text}”`),
    '',
    fill(`${voteButtonInWords('ship', tool.name)}:`),
    votes.ship,
    fill(`${voteButtonInWords('skip', tool.name)}:`),
    votes.skip,
  ].join('\n');
}

function foot(props: WeeklyIssueProps): string {
  const { newsletter, number, unsubscribeUrl } = props;
  return [
    RULE,
    fill(reasonInWords(newsletter, number, unsubscribeUrl !== null)),
    ...(unsubscribeUrl === null ? [] : ['', `${LABELS.unsubscribe}:`, unsubscribeUrl]),
    ...(props.preferencesUrl === null ? [] : ['', `${LABELS.preferences}:`, props.preferencesUrl]),
    '',
    `${unsubscribeUrl === null ? LABELS.onTheWeb : LABELS.inBrowser}:`,
    props.archiveUrl,
    '',
    fill(props.postalAddress),
  ].join('\n');
}

const RULE = '-'.repeat(72);
