import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { listReaders } from '../../audience/list-readers';
import { OWN_COLUMNS, toCells } from '../../audience/lists/own-format';
import type { Database } from '../../platform/database';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { addImportCommands } from './import-commands';

const ROWS_PER_PIECE = 1_000;

export function addReaderCommands(program: Command, terminal: Terminal): void {
  const readers = program.command('readers').description('the people on the list');

  addImportCommands(readers, terminal);

  readers
    .command('export')
    .description(
      'print every reader with their state and choices, as CSV that `readers import` reads',
    )
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        for await (const text of options.json ? toJson(db) : toCsv(db)) terminal.out(text);
        return null;
      }),
    );
}

/** In pieces, so that memory use stays flat. */
async function* toCsv(db: Database): AsyncGenerator<string> {
  let cells: string[][] = [OWN_COLUMNS];
  for await (const row of listReaders(db)) {
    cells.push(toCells(row));
    if (cells.length < ROWS_PER_PIECE) continue;
    yield stringify(cells);
    cells = [];
  }
  yield stringify(cells);
}

async function* toJson(db: Database): AsyncGenerator<string> {
  let before = '{"readers":[\n';
  for await (const row of listReaders(db)) {
    yield before + JSON.stringify(row);
    before = ',\n';
  }
  yield before.startsWith('{') ? `${before}]}` : '\n]}';
}
