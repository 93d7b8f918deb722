import { cleanLine } from '../../platform/text/clean-text';
import { type Choices, MAX_PAUSE_MS, MAX_PAUSED_ISSUES, NO_CHOICES } from '../preferences';
import { MAX_TOPICS } from '../topics';
import type { OwnColumn } from './column-names';
import type { Column } from './columns';
import { quoteCell } from './do-not-mail';
import { readMoment, readPastMoment } from './moments';
import { readYesNo } from './words';

/** In the words of our own export. */
export interface ListedChoices extends Choices {
  /** A yes without a moment is as old as the consent. */
  opens: 'yes' | 'no' | null;
}

const MAX_TOPIC_CHARACTERS = 3_000;

/** Half a sentence if one cannot be read. */
export function readChoices(columns: Column[], cells: string[], at: Date): ListedChoices | string {
  let choices: ListedChoices = { ...NO_CHOICES, opens: null };
  for (const { name, index, meaning } of columns) {
    const cell = cells[index]!.trim();
    if (meaning.kind !== 'own' || cell === '') continue;
    const read = READERS[meaning.name](cell, at);
    if (typeof read === 'string') return `${quoteCell(cell, name)} ${read}`;
    choices = { ...choices, ...read };
  }
  const { opens, opens_consent_at, opens_refused_at } = choices;
  const isYes = opens === 'yes' || opens_consent_at !== null;
  const isNo = opens === 'no' || opens_refused_at !== null;
  return isYes && isNo ? 'the columns about opens say both yes and no' : choices;
}

const READERS: Record<OwnColumn, (cell: string, at: Date) => Partial<ListedChoices> | string> = {
  opens: readOpens,
  opens_consent_at: (cell, at) => readPast('opens_consent_at', cell, at),
  opens_refused_at: (cell, at) => readPast('opens_refused_at', cell, at),
  plain_links: (cell) => {
    const plain_links = readYesNo(cell);
    return plain_links === undefined ? 'is neither yes nor no' : { plain_links };
  },
  topics: readTopics,
  paused_until: readPause,
  paused_issues: (cell) => {
    const isSensible = /^\d{1,2}$/.test(cell) && Number(cell) <= MAX_PAUSED_ISSUES;
    return isSensible
      ? { paused_issues: Number(cell) }
      : `is not a number from 0 to ${MAX_PAUSED_ISSUES}`;
  },
};

/** A number would be how often somebody opened a mail, not consent to count it. */
function readOpens(cell: string): Partial<ListedChoices> | string {
  const said = /^\d+$/.test(cell) ? undefined : readYesNo(cell);
  if (said === undefined) return 'is neither yes nor no';
  return { opens: said ? 'yes' : 'no' };
}

function readPast(name: 'opens_consent_at' | 'opens_refused_at', cell: string, at: Date) {
  const moment = readPastMoment(cell, at);
  return typeof moment === 'string' ? moment : { [name]: moment };
}

function readPause(cell: string, at: Date): Partial<ListedChoices> | string {
  const paused_until = readMoment(cell);
  if (!paused_until) return 'is not a date we can read: write 2026-11-27';
  const isSensible = paused_until.getTime() - at.getTime() <= MAX_PAUSE_MS;
  return isSensible ? { paused_until } : 'is over a year away';
}

/** A JSON list, as our own export writes it, or names separated by semicolons. */
function readTopics(cell: string): Partial<ListedChoices> | string {
  const listed = cell.startsWith('[') ? parseList(cell) : cell.split(';');
  if (!listed) return 'is not a list of topics';
  const topics: string[] = [];
  for (const given of listed) {
    const read = cleanLine(given);
    if ('fault' in read) return `has ${read.fault}`;
    if (read.text !== '' && !topics.includes(read.text)) topics.push(read.text);
  }
  const isTooMuch = topics.length > MAX_TOPICS || topics.join('').length > MAX_TOPIC_CHARACTERS;
  if (isTooMuch) return `has over ${MAX_TOPICS} topics, or over ${MAX_TOPIC_CHARACTERS} characters`;
  return { topics: topics.length === 0 ? null : topics };
}

function parseList(cell: string): string[] | null {
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : null;
  } catch {
    return null;
  }
}
