import { RIGHT_TO_LEFT } from '../../../emails/isolate';

const OPENS = /[\u2066-\u2068]/;
const MARK = /[\u200e\u200f\u061c]/;

/** With a right-to-left letter, marks and closed isolates stay: they affect only this text. */
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

function findClosed(line: string): Set<number> {
  const open: number[] = [];
  const closed = new Set<number>();
  for (const { 0: character, index } of line.matchAll(/[\u2066-\u2069]/g)) {
    if (OPENS.test(character)) open.push(index);
    else if (open.length > 0) closed.add(open.pop()!).add(index);
  }
  return closed;
}
