import type { Column } from './columns';
import { readPastMoment } from './moments';
import { type DoNotMailState, readState, readYesNo, saysDoNotMail } from './words';

/** Ways in which a row says not to mail a person, with the moment if it gives one. */
export type DoNotMail = Partial<Record<DoNotMailState, Date | null>>;

/** A `doubt` keeps a person from being confirmed; a `fault` can't be read at all. */
type CellReading =
  | { left: DoNotMailState; at?: Date }
  | { doubt: string }
  | { fault: string }
  | null;

/**
 * A single *left* is enough. Otherwise a cell that we don't understand, or that says the person
 * hasn't confirmed, refuses the row: half a sentence.
 */
export function readDoNotMail(columns: Column[], cells: string[], at: Date): DoNotMail | string {
  const doNotMail: DoNotMail = {};
  let doubt: string | null = null;
  for (const column of columns) {
    const reading = readCell(column, cells[column.index]!.trim(), at);
    if (!reading) continue;
    if ('fault' in reading) return reading.fault;
    if ('doubt' in reading) doubt ??= reading.doubt;
    else doNotMail[reading.left] = latest(doNotMail[reading.left], reading.at);
  }
  return doubt !== null && Object.keys(doNotMail).length === 0 ? doubt : doNotMail;
}

function readCell({ name, meaning }: Column, cell: string, at: Date): CellReading {
  switch (meaning.kind) {
    case 'state':
      return readStateCell(cell, name);
    case 'subscribed':
    case 'agreed':
      return readYes(cell, { name, no: meaning.kind === 'agreed' ? null : 'unsubscribed', at });
    case 'left':
      return readLeft(cell, { name, as: meaning.as, isSign: meaning.sign === true, at });
    case 'kept-out':
      return meaning.watched ? readTags(cell, name) : null;
    default:
      return null;
  }
}

function readStateCell(cell: string, name: string): CellReading {
  const state = readState(cell);
  if (state === 'confirmed') return null;
  if (state === 'pending')
    return { doubt: `${quoteCell(cell, name)} says that they have not confirmed` };
  return state
    ? { left: state }
    : { doubt: `${quoteCell(cell, name)} is not a state that we know` };
}

function readYes(
  cell: string,
  { name, no, at }: { name: string; no: DoNotMailState | null; at: Date },
): CellReading {
  const yes = readYesNo(cell);
  if (yes === true || readPastMoment(cell, at) instanceof Date) return null;
  if (yes === undefined) return { doubt: `${quoteCell(cell, name)} is neither yes nor no` };
  return no
    ? { left: no }
    : { doubt: `${quoteCell(cell, name)} says that they have not confirmed` };
}

function readLeft(
  cell: string,
  { name, as, isSign, at }: { name: string; as: DoNotMailState; isSign: boolean; at: Date },
): CellReading {
  if (cell === '') return null;
  const yes = isSign || readYesNo(cell);
  if (yes !== undefined) return yes ? { left: as } : null;
  const moment = readPastMoment(cell, at);
  return typeof moment === 'string'
    ? { fault: `${quoteCell(cell, name)} ${moment}` }
    : { left: as, at: moment };
}

function readTags(cell: string, name: string): CellReading {
  if (cell === '') return null;
  const word = cell.split(/[,;|"[\]]/).find(saysDoNotMail);
  return word === undefined
    ? null
    : { doubt: `${quoteCell(word.trim(), name)} may say that they must not be mailed` };
}

function latest(one: Date | null | undefined, other: Date | undefined): Date | null {
  if (!one || !other) return one ?? other ?? null;
  return one > other ? one : other;
}

export function quoteCell(cell: string, name: string): string {
  return cell === ''
    ? `an empty cell in column ${name}`
    : `"${cell.slice(0, 60).replaceAll(/\s+/g, ' ')}" in column ${name}`;
}
