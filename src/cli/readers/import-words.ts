import type { ReadersImported } from '../../audience/lists/import-readers';
import type { ImportRow } from '../../audience/lists/list-imports';
import type { ImportUndone } from '../../audience/lists/undo-import';
import { countOf } from '../../selection/wording';
import type { Style } from '../style';

const MAX_LINES = 200;

export function importedInWords(imported: ReadersImported): string {
  const { added, known, suppressed, refused, stopped, left_out } = imported;
  const lines = refused.slice(0, MAX_LINES).map(({ line, reason }) => `Line ${line}: ${reason}.`);
  if (refused.length > MAX_LINES)
    lines.push(`… and ${refused.length - MAX_LINES} more; --json lists them all.`);
  if (left_out.length > 0) lines.push(`Columns not read: ${left_out.join(', ')}.`);
  lines.push(
    `Import ${imported.import}, ${countOf(imported.rows, 'row')}: ${added} added, ${known} already known, ${suppressed} suppressed, ${refused.length} refused.`,
    ...suppressedLines(imported),
  );
  if (stopped > 0)
    lines.push(`Known readers who no longer get issues because the list says so: ${stopped}.`);
  return lines.join('\n');
}

function suppressedLines({ suppressed_as }: ReadersImported): string[] {
  const { already, asked, ...others } = suppressed_as;
  const counts = { ...others, suppressed: asked, 'suppressed here before': already };
  const why = Object.entries(counts).filter(([, count]) => count > 0);
  if (why.length === 0) return [];
  return [`Suppressed: ${why.map(([name, count]) => `${count} ${name}`).join(', ')}.`];
}

export function undoneInWords(undone: ImportUndone): string {
  const { removed, restored, passed_on, kept, kept_readers } = undone;
  const lines = [`Import ${undone.import} has been undone: ${countOf(removed, 'reader')} removed.`];
  if (restored > 0) lines.push(`Readers it had stopped who get issues again: ${restored}.`);
  if (passed_on > 0) lines.push(`Kept because another import has them too: ${passed_on}.`);
  if (kept > 0) lines.push(`Kept because they have acted since: ${kept}.`, ...kept_readers);
  return lines.join('\n');
}

export function importsInWords(imports: ImportRow[], { at: time }: Style): string {
  const lines = imports.map(
    ({ import: number, at, rows, added, known, suppressed, refused, undone_at, consent }) =>
      `${number}  ${time(at)}  ${countOf(rows, 'row')}: ${added} added, ${known} known, ${suppressed} suppressed, ${refused} refused${undone_at ? '; undone' : ''}  (${consent})`,
  );
  return lines.join('\n') || 'Nothing has been imported yet.';
}
