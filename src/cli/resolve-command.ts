import { type Command, Option } from 'commander';
import {
  listUnknown,
  type SaidOfUnknown,
  type UnknownBatch,
} from '../deliveries/batches/resolve-unknown';
import { getIssue } from '../issues/find';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { batchKey } from '../sending/batch-key';
import { resolveIssue } from '../sending/resolve-issue';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readActor, readNumber } from './arguments';

interface ResolveOptions extends AnswerOptions {
  accepted?: boolean;
  notSent?: boolean;
  by?: string;
}

export function addResolveCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('resolve')
    .description('list the deliveries whose outcome is unknown, or say what became of all of them')
    .argument('<n>', 'the issue’s number')
    .addOption(new Option('--accepted', 'Resend took them').conflicts('notSent'))
    .addOption(new Option('--not-sent', 'Resend never took them; they are left out'))
    .option('--by <who>', 'who says so; needed with either')
    .option('--json', 'one JSON document')
    .action((n: string, options: ResolveOptions) =>
      answer(terminal, options, (deps) => resolveOutcome(terminal, deps, { n, options })),
    );
}

async function resolveOutcome(
  terminal: Terminal,
  deps: Deps,
  { n, options }: { n: string; options: ResolveOptions },
) {
  const number = readNumber(n);
  const said = whatIsSaid(options);
  const { id } = await getIssue(deps.db, number);
  const unknown = (await listUnknown(deps.db, id)).map((batch) => withKey(deps, batch));
  if (!said) return { json: { issue: number, unknown }, words: listInWords(number, unknown) };
  if (options.by === undefined) throw new Refusal('invalid', 'Say who says so: --by <who>.');
  terminal.progress(listInWords(number, unknown));
  const actor = readActor(options.by);
  const resolved = await resolveIssue(deps.db, { number, said, actor, at: deps.now() });
  const words = `${resolved.deliveries} deliveries of issue ${number} are ${IN_WORDS[said]}, says ${actor}.`;
  return { json: { issue: number, said, by: actor, ...resolved }, words };
}

const IN_WORDS: Record<SaidOfUnknown, string> = {
  accepted: 'accepted',
  'not-sent': 'left out as not sent; an event that tells otherwise puts it right',
};

function whatIsSaid({ accepted, notSent }: ResolveOptions): SaidOfUnknown | null {
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
      `Batch ${batch.id}, sealed ${batch.sealed_at.toISOString()}, submitted again ${batch.tries} times: ${batch.reason}`,
      `  key ${batch.key}`,
      ...batch.deliveries.map(({ id, email }) => `  delivery ${id}  ${email ?? 'erased'}`),
    ]),
  ].join('\n');
}
