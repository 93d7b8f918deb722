import type { ImportReport } from '../../catalog/pages/import-report';
import type { Style } from '../style';

/** Notes on what changed are for people only. */
export function withoutNotes({ imported, refused }: ImportReport) {
  return {
    imported: imported.map(({ notes: _, ...file }) => file),
    refused,
  };
}

export function pagesInWords({ imported, refused }: ImportReport, { paint }: Style): string {
  const done = imported.map(({ file, slug, outcome, notes = [], cleaned = [] }) =>
    [`${file}: ${slug} ${outcome}`, ...[...notes, ...cleaned].map((note) => `  ${note}`)].join(
      '\n',
    ),
  );
  const faults = refused.map(
    ({ file, line, reason }) => `${paint('red', `${file}${line ? `:${line}` : ''}`)}: ${reason}`,
  );
  const counts = `${imported.length} imported, ${refused.length} refused.`;
  return [...done, ...faults, counts].join('\n');
}
