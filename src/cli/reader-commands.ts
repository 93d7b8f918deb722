import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { importReaders, type ReadersImported } from '../audience/import-readers';
import { listReaders, type ReaderRow } from '../audience/list-readers';
import { Refusal } from '../platform/refusal';
import { type AnswerOptions, answer, type Terminal } from './answer';

const MAX_BYTES = 200 * 1024 * 1024;

export function addReaderCommands(program: Command, terminal: Terminal): void {
  const readers = program.command('readers').description('the people on the list');

  readers
    .command('import')
    .description(
      'take confirmed readers from a CSV with the columns email and, optionally, opens (yes or no)',
    )
    .argument('<file.csv>')
    .requiredOption(
      '--consent <where and when>',
      'where and when they agreed; kept in the consent log',
    )
    .option('--json', 'one JSON document')
    .action((file: string, options: AnswerOptions & { consent: string }) =>
      answer(terminal, options, async ({ db, installation, now }) => {
        const csv = await readCsv(file);
        const { consent } = options;
        const input = { csv, consent, installation, actor: 'command line', at: now() };
        const result = await importReaders(db, input);
        return { json: result, words: importInWords(result), refused: result.refused.length > 0 };
      }),
    );

  readers
    .command('export')
    .description('every reader, as CSV')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const rows: ReaderRow[] = [];
        for await (const row of listReaders(db)) rows.push(row);
        return { json: { readers: rows }, words: toCsv(rows) };
      }),
    );
}

async function readCsv(file: string): Promise<string> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('missing', `"${file}" cannot be read (${error.code}).`);
  });
  if (!found.isFile()) throw new Refusal('invalid', `${file} is not a file.`);
  if (found.size > MAX_BYTES) throw new Refusal('invalid', `${file} is over 200 MB: split it.`);
  return text(createReadStream(file));
}

function importInWords({ added, known, suppressed, refused }: ReadersImported): string {
  const lines = refused.map(({ line, reason }) => `Line ${line}: ${reason}.`);
  const counts = `${added} added, ${known} known already, ${suppressed} suppressed, ${refused.length} refused.`;
  return [...lines, counts].join('\n');
}

function toCsv(rows: ReaderRow[]): string {
  const records = rows.map((row) => ({
    email: row.email,
    opens: row.opens_consent_at ? 'yes' : 'no',
    state: row.state,
    confirmed_at: row.confirmed_at.toISOString(),
    unsubscribed_at: row.unsubscribed_at?.toISOString() ?? '',
  }));
  const columns = ['email', 'opens', 'state', 'confirmed_at', 'unsubscribed_at'];
  return stringify(records, { header: true, columns, escape_formulas: true }).trimEnd();
}
