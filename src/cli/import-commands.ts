import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { importReaders, type ReadersImported } from '../audience/lists/import-readers';
import { type ImportRow, listImports } from '../audience/lists/list-imports';
import type { ImportUndone } from '../audience/lists/undo-import';
import { Refusal } from '../platform/refusal';
import { countOf } from '../selection/wording';
import { undoReaderImport } from '../sending/undo-reader-import';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readImportNumber } from './arguments';

const MAX_BYTES = 2_000_000_000;
const MOST_LINES = 200;
const ACTOR = 'command line';

interface ImportOptions extends AnswerOptions {
  consent?: string;
  undo?: string;
  ignore: string[];
}

export function addImportCommands(readers: Command, terminal: Terminal): void {
  readers
    .command('import')
    .description(
      'take a list of readers from a CSV, with what its columns say of them: who has left stays away',
    )
    .argument('[file.csv]')
    .option('--consent <where and when>', 'where and when they agreed; kept in the consent log')
    .option(
      '--ignore <column>',
      'leave out a column that nothing here reads; may come again',
      add,
      [],
    )
    .option('--undo <n>', 'take import n back, until the next issue is planned')
    .option('--json', 'one JSON document')
    .action((file: string | undefined, options: ImportOptions, command: Command) => {
      const { consent, undo } = options;
      if (undo !== undefined) {
        if (file !== undefined) command.error('error: --undo takes no file');
        return undoNumber(terminal, options, undo);
      }
      if (file === undefined) command.error('error: a file, or --undo <n>, is missing');
      if (consent === undefined) command.error('error: --consent <where and when> is missing');
      return importFile(terminal, options, { file, consent });
    });

  readers
    .command('imports')
    .description('the last hundred imports, with the numbers by which they are undone')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const imports = await listImports(db);
        return { json: { imports }, words: listInWords(imports) };
      }),
    );
}

function add(column: string, before: string[]): string[] {
  return [...before, column];
}

function importFile(
  terminal: Terminal,
  options: ImportOptions,
  { file, consent }: { file: string; consent: string },
): Promise<void> {
  return answer(terminal, options, async ({ db, installation, now }) => {
    const csv = await openCsv(file);
    const input = { csv, consent, ignore: options.ignore, installation, actor: ACTOR, at: now() };
    const imported = await importReaders(db, input);
    return { json: imported, words: inWords(imported), refused: imported.refused.length > 0 };
  });
}

function undoNumber(terminal: Terminal, options: ImportOptions, undo: string): Promise<void> {
  return answer(terminal, options, async ({ db, now }) => {
    const number = readImportNumber(undo);
    const undone = await undoReaderImport(db, { number, actor: ACTOR, at: now() });
    return { json: undone, words: undoneInWords(undone) };
  });
}

async function openCsv(file: string): Promise<AsyncIterable<Uint8Array>> {
  const cannot = (error: NodeJS.ErrnoException) => {
    throw new Refusal('missing', `"${file}" cannot be read (${error.code}).`);
  };
  const found = await stat(file).catch(cannot);
  if (!found.isFile()) throw new Refusal('invalid', `${file} is not a file.`);
  if (found.size > MAX_BYTES) throw new Refusal('invalid', `${file} is over 2 GB: split it.`);
  await access(file, constants.R_OK).catch(cannot);
  return readPieces(file);
}

/** Opens the file when the first piece is asked for. */
async function* readPieces(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
}

function inWords(imported: ReadersImported): string {
  const { added, known, suppressed, refused, suppressed_as, stopped, left_out } = imported;
  const lines = refused.slice(0, MOST_LINES).map(({ line, reason }) => `Line ${line}: ${reason}.`);
  if (refused.length > MOST_LINES)
    lines.push(`… and ${refused.length - MOST_LINES} more; --json lists them all.`);
  if (left_out.length > 0) lines.push(`Not read: ${left_out.join(', ')}.`);
  const { already, asked, ...said } = suppressed_as;
  const why = [
    ...Object.entries({ ...said, suppressed: asked }).map(
      ([name, count]) => [count, name] as const,
    ),
    [already, 'suppressed here before'] as const,
  ].filter(([count]) => count > 0);
  lines.push(
    `Import ${imported.import}, ${countOf(imported.rows, 'row')}: ${added} added, ${known} known already, ${suppressed} suppressed, ${refused.length} refused.`,
  );
  if (why.length > 0)
    lines.push(`Suppressed: ${why.map(([count, name]) => `${count} ${name}`).join(', ')}.`);
  if (stopped > 0)
    lines.push(`Known readers who get no issues any more, since the list says so: ${stopped}.`);
  return lines.join('\n');
}

function undoneInWords(undone: ImportUndone): string {
  const { removed, restored, passed_on, kept, kept_readers } = undone;
  const lines = [`Import ${undone.import} is undone: ${countOf(removed, 'reader')} removed.`];
  if (restored > 0) lines.push(`Readers it had stopped who get issues again: ${restored}.`);
  if (passed_on > 0) lines.push(`Kept, since another import has them too: ${passed_on}.`);
  if (kept > 0) lines.push(`Kept, since they have acted themselves: ${kept}.`, ...kept_readers);
  return lines.join('\n');
}

function listInWords(imports: ImportRow[]): string {
  if (imports.length === 0) return 'Nothing has been imported yet.';
  return imports
    .map(
      ({ import: number, at, rows, added, known, suppressed, refused, undone_at, consent }) =>
        `${number}  ${at.toISOString()}  ${countOf(rows, 'row')}: ${added} added, ${known} known, ${suppressed} suppressed, ${refused} refused${undone_at ? '; undone' : ''}  (${consent})`,
    )
    .join('\n');
}
