import { Refusal } from '../platform/refusal';
import { requireCleanLine } from '../platform/text/clean-text';

export function readNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal('invalid', `"${text.slice(0, 40)}" is not an issue’s number.`);
}

export function readImportNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal('invalid', `"${text.slice(0, 40)}" is not an import’s number.`);
}

/** As kept in the history. */
export function readActor(text: string): string {
  const actor = requireCleanLine('The name of who does it', text);
  if (actor.length > 0 && actor.length <= 100) return actor;
  throw new Refusal('invalid', 'Say in 1 to 100 characters who does it.');
}
