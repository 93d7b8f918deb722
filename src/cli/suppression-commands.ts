import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { readAddress } from '../audience/address';
import { isComing } from '../audience/coming';
import { addSuppressions } from '../audience/suppression/add-suppressions';
import { type Lifted, liftSuppression } from '../audience/suppression/lift-suppression';
import {
  fingerprintOf,
  type LiftRow,
  listLifts,
  listSuppressions,
  type SuppressionRow,
} from '../audience/suppression/list-suppressions';
import {
  EXPORT_COLUMNS,
  type FileRow,
  type RefusedLine,
  readSuppressionFile,
  SUPPRESSION_REASONS,
} from '../audience/suppression/suppression-file';
import type { Database } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readActor } from './arguments';

const MAX_BYTES = 20 * 1024 * 1024;
const LIFTS = 200;
const AT_RESEND =
  'Resend keeps a list of its own for the whole team: see that the address is not on https://resend.com/emails/suppressions either, or Resend leaves it out.';

interface AddOptions extends AnswerOptions {
  from?: string;
  reason: string;
  by: string;
}

export function addSuppressionCommands(program: Command, terminal: Terminal): void {
  const suppressions = program
    .command('suppressions')
    .description('the addresses that never get an issue, kept as keyed hashes');

  suppressions
    .command('list')
    .description('each with its reason, since when and by whom; and what has been lifted')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const rows = await readAll(db);
        const lifts = await listLifts(db, { limit: LIFTS });
        return { json: { suppressions: rows, lifts }, words: listInWords(rows, lifts) };
      }),
    );

  suppressions
    .command('add')
    .description('keep addresses from ever getting an issue, known or not')
    .argument('[address...]')
    .option('--from <file>', 'one address a line, or what "suppressions export" wrote')
    .option('--reason <reason>', SUPPRESSION_REASONS.join(', '), 'asked')
    .option('--by <who>', 'who does it', 'command line')
    .option('--json', 'one JSON document')
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
    .description('every one as CSV, by hash; to be added again here or in an adopted copy')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db, installation }) => {
        const rows = await readAll(db);
        const key = fingerprintOf(installation);
        terminal.progress(
          `Addresses are not kept, only hashes under this installation’s own key (${key}). Elsewhere they stop nobody, save in a copy of this database.`,
        );
        const json = { key, suppressions: rows.map(({ address: _, ...row }) => row) };
        return { json, words: toCsv(rows, key) };
      }),
    );

  suppressions
    .command('lift')
    .description('let mail go to one exact address again; kept in the history')
    .argument('<address>')
    .requiredOption('--reason <words>', 'why it may')
    .requiredOption('--by <who>', 'who says so')
    .option('--json', 'one JSON document')
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
  if (found.size > MAX_BYTES) throw new Refusal('invalid', `${file} is over 20 MB: split it.`);
  return readFile(file, 'utf8');
}

function addedInWords(done: { added: number; known: number; refused: RefusedLine[] }): string {
  const lines = done.refused.map(({ line, reason }) => `Line ${line}: ${reason}.`);
  const counts = `${done.added} suppressed, ${done.known} suppressed already, ${done.refused.length} refused.`;
  return [...lines, counts].join('\n');
}

function liftedInWords({ reason, coming }: Lifted): string {
  const comes = !coming
    ? 'Nobody on the list has this address: who wants issues signs up and confirms.'
    : isComing(coming)
      ? 'Its reader is on the list and gets issues again, save while they pause.'
      : 'Its reader has left, and gets issues only after signing up and confirming again.';
  return `Lifted; it was suppressed as ${reason}. ${comes}\n${AT_RESEND}`;
}

function listInWords(rows: SuppressionRow[], lifts: LiftRow[]): string {
  if (rows.length === 0 && lifts.length === 0) return 'No address is suppressed.';
  const lines = rows.map(
    ({ hash, address, reason, at, actor }) =>
      `${hash.slice(0, 12)}  ${at.toISOString()}  ${reason}, by ${actor}${address ? `  ${address}` : ''}`,
  );
  const lifted = lifts.map(
    ({ hash, reason, lifted_at, lifted_by, why }) =>
      `${hash?.slice(0, 12) ?? '(erased)    '}  ${lifted_at.toISOString()}  was ${reason}, lifted by ${lifted_by}: ${why}`,
  );
  const heading = lifted.length > 0 ? ['', 'Lifted, newest first:', ...lifted] : [];
  return [...lines, `${rows.length} suppressed.`, ...heading].join('\n');
}

function toCsv(rows: SuppressionRow[], key: string): string {
  const records = rows.map(({ hash, reason, at, actor }) => ({
    ...{ hash, reason, actor, key },
    at: at.toISOString(),
  }));
  const columns = [...EXPORT_COLUMNS];
  return stringify(records, { header: true, columns, escape_formulas: true }).trimEnd();
}
