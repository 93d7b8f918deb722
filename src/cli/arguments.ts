import { Refusal } from '../platform/refusal';
import { requireCleanLine } from '../platform/text/clean-text';

export function readNumber(text: string): number {
  return readNumberOf(text, 'an issue’s number');
}

export function readImportNumber(text: string): number {
  return readNumberOf(text, 'an import’s number');
}

function readNumberOf(text: string, what: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal('invalid', `"${text.slice(0, 40)}" is not ${what}.`);
}

/** As kept in the history. */
export function readActor(text: string): string {
  const actor = requireCleanLine('The name after --by', text);
  if (actor.length > 0 && actor.length <= 100) return actor;
  throw new Refusal('invalid', 'Use --by to say who is doing this, in 1 to 100 characters.');
}
