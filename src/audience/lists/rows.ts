import { type Address, readAddress } from '../address';
import type { SuppressionReason } from '../suppression/suppress';
import { type ListedChoices, readChoices } from './choices';
import type { Column } from './columns';
import { type DoNotMail, quoteCell, readDoNotMail } from './do-not-mail';
import { readPastMoment } from './moments';
import { exposeCell } from './safe-cells';
import type { DoNotMailState } from './words';

export interface ListRow extends Address, ListedChoices {
  /** 0 for a person who wants mail; of several rows for one address, the heaviest counts. */
  weight: number;
  state: 'confirmed' | 'unsubscribed';
  /** Null if the list gives no moment. */
  confirmed_at: Date | null;
  left_at: Date | null;
  reason: SuppressionReason | null;
  suppressed_at: Date | null;
}

/** By weight. */
const LEFT_BY_WEIGHT = [
  null,
  'unsubscribed',
  'suppressed',
  'bounced',
  'complained',
] as const satisfies (DoNotMailState | null)[];

const REASONS: Record<DoNotMailState, SuppressionReason | null> = {
  unsubscribed: null,
  bounced: 'bounced',
  suppressed: 'asked',
  complained: 'complained',
};

/** The row, or half a sentence saying why not. */
export type RowReader = (cells: string[]) => ListRow | string;

export function makeRowReader(columns: Column[], at: Date): RowReader {
  const emailAt = columns.find(({ meaning }) => meaning.kind === 'email')!.index;
  const stating = columns.filter(({ meaning }) => meaning.kind !== 'email');
  const consent = columns
    .flatMap(({ name, index, meaning }) =>
      meaning.kind === 'consent' ? [{ name, index, rank: meaning.rank }] : [],
    )
    .toSorted((a, b) => a.rank - b.rank);
  const isOurs = saysEverything(columns);
  return (raw) => {
    const cells = raw.map(exposeCell);
    const address = readAddress(cells[emailAt]!);
    if (typeof address === 'string') return address;
    const doNotMail = readDoNotMail(stating, cells, at);
    if (typeof doNotMail === 'string') return doNotMail;
    const agreed = readConsent(consent, cells, at);
    if (typeof agreed === 'string') return agreed;
    const choices = readChoices(stating, cells, at);
    if (typeof choices === 'string') return choices;
    return { ...address, ...choices, confirmed_at: agreed, ...become(doNotMail, isOurs) };
  };
}

/** Our own export tells whether a suppressed reader has unsubscribed too. */
function saysEverything(columns: Column[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return ['state', 'unsubscribed_at', 'suppressed_at'].every((name) => names.has(name));
}

function become(doNotMail: DoNotMail, isOurs: boolean) {
  const weight = LEFT_BY_WEIGHT.findLastIndex((left) => left !== null && left in doNotMail);
  const left = LEFT_BY_WEIGHT[Math.max(weight, 0)] ?? null;
  const hasLeft = 'unsubscribed' in doNotMail || (left !== null && !isOurs);
  const reason = left && REASONS[left];
  const suppressed_at =
    left && (doNotMail[left] ?? doNotMail.suppressed ?? doNotMail.unsubscribed ?? null);
  return {
    weight: Math.max(weight, 0),
    state: hasLeft ? ('unsubscribed' as const) : ('confirmed' as const),
    left_at: hasLeft ? (doNotMail.unsubscribed ?? suppressed_at) : null,
    reason,
    suppressed_at: reason && suppressed_at,
  };
}

function readConsent(
  columns: { name: string; index: number }[],
  cells: string[],
  at: Date,
): Date | null | string {
  const column = columns.find(({ index }) => cells[index]!.trim() !== '');
  if (!column) return null;
  const cell = cells[column.index]!.trim();
  const moment = readPastMoment(cell, at);
  return typeof moment === 'string' ? `${quoteCell(cell, column.name)} ${moment}` : moment;
}
