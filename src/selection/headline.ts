import { isolate } from '../../emails/isolate';
import type { Candidate } from './candidate';
import { shortenNames } from './short-name';
import { joinWithAnd } from './wording';

const MAX_NAME_CHARACTERS = 30;
const MAX_PREHEADER_CHARACTERS = 140;

/** "Cursor or Zed? And 4 more verdicts": at most 90 characters. */
export function writeSubject([first, ...others]: Candidate[]): string {
  const question = `${namesOf(first!).join(' or ')}?`;
  if (others.length === 0) return question;
  return `${question} And ${others.length} more ${others.length === 1 ? 'verdict' : 'verdicts'}`;
}

/** "Also this week: Aider vs Cline and Zed vs Helix.": as many as fit into 140 characters. */
export function writePreheader([first, ...others]: Candidate[]): string {
  if (others.length === 0) return `The panel on ${joinWithAnd(namesOf(first!))}, seat by seat.`;
  const pairs = others.map((candidate) => namesOf(candidate).join(' vs '));
  const texts = pairs.map((_, n) => `Also this week: ${joinWithAnd(pairs.slice(0, n + 1))}.`);
  return texts.findLast((text) => text.length <= MAX_PREHEADER_CHARACTERS) ?? texts[0]!;
}

function namesOf({ tools: [first, second] }: Candidate): string[] {
  return shortenNames([first.name, second.name], MAX_NAME_CHARACTERS).map(isolate);
}
