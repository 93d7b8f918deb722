import type { ReaderRow } from '../list-readers';
import { protectCell } from './safe-cells';

const COLUMNS: [name: string, cell: (row: ReaderRow) => string][] = [
  ['email', (row) => row.email],
  ['opens', (row) => yesNo(row.opens_consent_at !== null)],
  ['state', (row) => row.state],
  ['confirmed_at', (row) => row.confirmed_at.toISOString()],
  ['unsubscribed_at', (row) => moment(row.unsubscribed_at)],
  ['suppressed_at', (row) => moment(row.suppressed_at)],
  ['opens_consent_at', (row) => moment(row.opens_consent_at)],
  ['opens_refused_at', (row) => moment(row.opens_refused_at)],
  ['plain_links', (row) => yesNo(row.plain_links)],
  ['topics', (row) => (row.topics === null ? '' : JSON.stringify(row.topics))],
  ['paused_until', (row) => moment(row.paused_until)],
  ['paused_issues', (row) => String(row.paused_issues)],
];

/** An import reads every one of them. */
export const OWN_COLUMNS = COLUMNS.map(([name]) => name);

/** No spreadsheet runs any of these cells. */
export function toCells(row: ReaderRow): string[] {
  return COLUMNS.map(([, cell]) => protectCell(cell(row)));
}

function moment(at: Date | null): string {
  return at?.toISOString() ?? '';
}

function yesNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
