import { type Command, Option } from 'commander';
import { listUnknown, type SaidOfUnknown, type UnknownBatch } from '../deliveries/settle-unknown';
import { getIssue } from '../issues/find';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { batchKey } from '../sending/batch-key';
import { settleIssue } from '../sending/settle-issue';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readActor, readNumber } from './arguments';

interface SettleOptions extends AnswerOptions {
  accepted?: boolean;
  notSent?: boolean;
  by?: string;
}

/** `issue settle N`: lists what nobody knows the outcome of, and takes a person's word for it. */
export function addSettleCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('settle')
    .description('list the deliveries whose outcome is unknown, or say what became of all of them')
    .argument('<n>', 'the issue’s number')
    .addOption(new Option('--accepted', 'Resend took them').conflicts('notSent'))
    .addOption(new Option('--not-sent', 'Resend never took them; they are left out'))
    .option('--by <who>', 'who says so; needed with either')
    .option('--json', 'one JSON document')
    .action((n: string, options: SettleOptions) =>
      answer(terminal, options, (deps) => settle(terminal, deps, { n, options })),
    );
}

async function settle(
  terminal: Terminal,
  deps: Deps,
  { n, options }: { n: string; options: SettleOptions },
) {
  const number = readNumber(n);
  const said = whatIsSaid(options);
  const { id } = await getIssue(deps.db, number);
  const unknown = (await listUnknown(deps.db, id)).map((batch) => withKey(deps, batch));
  if (!said) return { json: { issue: number, unknown }, words: listInWords(number, unknown) };
  if (options.by === undefined) throw new Refusal('invalid', 'Say who says so: --by <who>.');
  terminal.progress(listInWords(number, unknown));
  const actor = readActor(options.by);
  const settled = await settleIssue(deps.db, { number, said, actor, at: deps.now() });
  const words = `${settled.deliveries} deliveries of issue ${number} are ${IN_WORDS[said]}, says ${actor}.`;
  return { json: { issue: number, said, by: actor, ...settled }, words };
}

const IN_WORDS: Record<SaidOfUnknown, string> = {
  accepted: 'accepted',
  'not-sent': 'left out as not sent; an event that tells otherwise puts it right',
};

function whatIsSaid({ accepted, notSent }: SettleOptions): SaidOfUnknown | null {
  if (accepted) return 'accepted';
  return notSent ? 'not-sent' : null;
}

type Listed = UnknownBatch & { key: string };

function withKey({ installation }: Deps, batch: UnknownBatch): Listed {
  return { ...batch, key: batchKey(installation, batch) };
}

function listInWords(number: number, unknown: Listed[]): string {
  if (unknown.length === 0) return `Issue ${number} has no delivery whose outcome is unknown.`;
  const mails = unknown.flatMap(({ deliveries }) => deliveries).length;
  return [
    `The outcome of ${mails} deliveries of issue ${number} is unknown, and no event has told of them.`,
    'Look in Resend for the key or the addresses, then say --accepted or --not-sent.',
    ...unknown.flatMap((batch) => [
      `Batch ${batch.id}, sealed ${batch.sealed_at.toISOString()}, handed again ${batch.tries} times: ${batch.reason}`,
      `  key ${batch.key}`,
      ...batch.deliveries.map(({ id, email }) => `  delivery ${id}  ${email ?? 'erased'}`),
    ]),
  ].join('\n');
}
