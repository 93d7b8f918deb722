import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { readAddress } from '../../audience/address';
import { addSuppressions } from '../../audience/suppression/add-suppressions';
import { liftSuppression } from '../../audience/suppression/lift-suppression';
import {
  fingerprintOf,
  listLifts,
  listSuppressions,
  type SuppressionRow,
} from '../../audience/suppression/list-suppressions';
import {
  EXPORT_COLUMNS,
  type FileRow,
  type RefusedLine,
  readSuppressionFile,
  SUPPRESSION_REASONS,
} from '../../audience/suppression/suppression-file';
import type { Database } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readActor } from '../arguments';
import { AT_RESEND, addedInWords, liftedInWords, suppressionsInWords } from './suppression-words';

const MAX_BYTES = 20 * 1024 * 1024;
const LIFTS = 200;

interface AddOptions extends AnswerOptions {
  from?: string;
  reason: string;
  by: string;
}

export function addSuppressionCommands(program: Command, terminal: Terminal): void {
  const suppressions = program
    .command('suppressions')
    .description('addresses that never get an issue, kept as keyed hashes');

  suppressions
    .command('list')
    .description(
      'list each with its reason, its date and who added it; then those that were lifted',
    )
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const rows = await readAll(db);
        const lifts = await listLifts(db, { limit: LIFTS });
        return {
          json: { suppressions: rows, lifts },
          words: (style) => suppressionsInWords(rows, lifts, style),
        };
      }),
    );

  suppressions
    .command('add')
    .description('keep addresses, known or not, from ever getting an issue')
    .argument('[address...]', 'the addresses; or use --from')
    .option('--from <file>', 'one address per line, or a file that "suppressions export" wrote')
    .option('--reason <reason>', `one of ${SUPPRESSION_REASONS.join(', ')}`, 'asked')
    .option('--by <who>', 'who is doing this', 'command line')
    .option('--json', 'print one JSON document')
    .action((addresses: string[], options: AddOptions) =>
      answer(terminal, options, async ({ db, installation, now }) => {
        const reason = SUPPRESSION_REASONS.find((each) => each === options.reason);
        if (!reason)
          throw new Refusal('invalid', `A reason is one of ${SUPPRESSION_REASONS.join(', ')}.`);
        const key = fingerprintOf(installation);
        const { rows, refused } = await readGiven(addresses, options.from, key);
        const actor = readActor(options.by);
        const input = { rows, reason, installation, actor, at: now() };
        const json = { ...(await addSuppressions(db, input)), refused };
        return { json, words: addedInWords(json), refused: refused.length > 0 };
      }),
    );

  suppressions
    .command('export')
    .description('print them all as CSV, by hash, to add again here or in an adopted copy')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db, installation }) => {
        const rows = await readAll(db);
        const key = fingerprintOf(installation);
        terminal.progress(
          `Only hashes are kept, made with this installation’s own key (${key}). They work here and in a copy of this database, and nowhere else.`,
        );
        const json = { key, suppressions: rows.map(({ address: _, ...row }) => row) };
        return { json, words: toCsv(rows, key) };
      }),
    );

  suppressions
    .command('lift')
    .description('allow mail to one exact address again; the history records who and why')
    .argument('<address>', 'the whole address')
    .requiredOption('--reason <words>', 'why it may get mail again')
    .requiredOption('--by <who>', 'who decides')
    .option('--json', 'print one JSON document')
    .action((email: string, options: AnswerOptions & { reason: string; by: string }) =>
      answer(terminal, options, async ({ db, installation, now }) => {
        const { reason: why } = options;
        const actor = readActor(options.by);
        const lifted = await liftSuppression(db, { email, why, installation, actor, at: now() });
        return { json: { ...lifted, at_resend: AT_RESEND }, words: liftedInWords(lifted) };
      }),
    );
}

async function readAll(db: Database): Promise<SuppressionRow[]> {
  const rows: SuppressionRow[] = [];
  for await (const row of listSuppressions(db)) rows.push(row);
  return rows;
}

async function readGiven(
  addresses: string[],
  file: string | undefined,
  key: string,
): Promise<{ rows: FileRow[]; refused: RefusedLine[] }> {
  if (addresses.length > 0 === (file !== undefined))
    throw new Refusal(
      'invalid',
      'Give either addresses or a file: suppressions add <address…>, or --from <file>.',
    );
  if (file !== undefined) return readSuppressionFile(await readText(file), { key });
  const rows = addresses.map((email) => {
    const address = readAddress(email);
    if (typeof address === 'string') throw new Refusal('invalid', `Not suppressed: ${address}.`);
    return { email_key: address.email_key };
  });
  return { rows, refused: [] };
}

async function readText(file: string): Promise<string> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('missing', `"${file}" cannot be read (${error.code}).`);
  });
  if (!found.isFile()) throw new Refusal('invalid', `${file} is not a file.`);
  if (found.size === 0) throw new Refusal('invalid', `${file} is empty. Nothing was added.`);
  if (found.size > MAX_BYTES) throw new Refusal('invalid', `${file} is over 20 MB: split it.`);
  return readFile(file, 'utf8');
}

function toCsv(rows: SuppressionRow[], key: string): string {
  const records = rows.map(({ hash, reason, at, actor }) => ({
    ...{ hash, reason, actor, key },
    at: at.toISOString(),
  }));
  const columns = [...EXPORT_COLUMNS];
  return stringify(records, { header: true, columns, escape_formulas: true }).trimEnd();
}
