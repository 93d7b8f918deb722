import { RIGHT_TO_LEFT } from '../../../emails/isolate';

const OPENS = /[\u2066-\u2068]/;
const MARK = /[\u200e\u200f\u061c]/;

/**
 * Text without the characters that turn the direction of writing. In text with a letter that is written
 * from right to left the marks stay, and so do isolates that are closed again: neither reaches beyond it.
 */
export function dropStrayControls(text: string): string {
  if (!/\p{Bidi_Control}/u.test(text)) return text;
  return text.split('\n').map(dropInLine).join('\n');
}

function dropInLine(line: string): string {
  const isRightToLeft = RIGHT_TO_LEFT.test(line);
  const closed = isRightToLeft ? findClosed(line) : new Set<number>();
  return line.replace(/\p{Bidi_Control}/gu, (character, at: number) =>
    closed.has(at) || (isRightToLeft && MARK.test(character)) ? character : '',
  );
}

/** Where the isolates of a line stand that are opened and closed in it. */
function findClosed(line: string): Set<number> {
  const open: number[] = [];
  const closed = new Set<number>();
  for (const { 0: character, index } of line.matchAll(/[\u2066-\u2069]/g)) {
    if (OPENS.test(character)) open.push(index);
    else if (open.length > 0) closed.add(open.pop()!).add(index);
  }
  return closed;
}
