import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { importReaders } from '../../audience/lists/import-readers';
import { listImports } from '../../audience/lists/list-imports';
import { Refusal } from '../../platform/refusal';
import { undoReaderImport } from '../../sending/undo-reader-import';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readImportNumber } from '../arguments';
import { importedInWords, importsInWords, undoneInWords } from './import-words';

const MAX_BYTES = 2_000_000_000;
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
      'import readers from a CSV, with everything its columns say; readers who have left are not brought back',
    )
    .argument('[file.csv]', 'the list, in UTF-8')
    .option('--consent <where and when>', 'where and when they agreed; kept in the consent log')
    .option(
      '--ignore <column>',
      'leave out a column that nothing here reads; may be repeated',
      add,
      [],
    )
    .option('--undo <n>', 'undo import n; possible until the next issue is planned')
    .option('--json', 'print one JSON document')
    .action((file: string | undefined, options: ImportOptions, command: Command) => {
      const { consent, undo } = options;
      if (undo !== undefined) {
        if (file !== undefined) command.error('error: --undo takes no file');
        return undoNumber(terminal, options, undo);
      }
      if (file === undefined) command.error('error: name a file, or --undo <n>');
      if (consent === undefined)
        command.error('error: say where and when they agreed, with --consent');
      return importFile(terminal, options, { file, consent });
    });

  readers
    .command('imports')
    .description('list the last hundred imports, with their numbers for --undo')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const imports = await listImports(db);
        return { json: { imports }, words: (style) => importsInWords(imports, style) };
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
    return {
      json: imported,
      words: importedInWords(imported),
      refused: imported.refused.length > 0,
    };
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
  if (found.size === 0) throw new Refusal('invalid', `${file} is empty. Nothing was imported.`);
  if (found.size > MAX_BYTES) throw new Refusal('invalid', `${file} is over 2 GB: split it.`);
  await access(file, constants.R_OK).catch(cannot);
  return readPieces(file);
}

/** Opens the file when the first piece is asked for. */
async function* readPieces(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
}
