import { type Command, Option } from 'commander';
import { listUnknown, type Resolution } from '../../deliveries/batches/resolve-unknown';
import { getIssue } from '../../issues/find';
import type { Deps } from '../../platform/deps';
import { Refusal } from '../../platform/refusal';
import { withKey } from '../../sending/batches/batch-key';
import { resolveIssue } from '../../sending/resolve-issue';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readActor, readNumber } from '../arguments';
import { plain, readStyle, type Style } from '../style';
import { deliveriesOf, hasOrHave, unknownInWords } from './batch-words';

interface ResolveOptions extends AnswerOptions {
  accepted?: boolean;
  notSent?: boolean;
  by?: string;
}

export function addResolveCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('resolve')
    .description('list the deliveries whose outcome is unknown, or say what became of them all')
    .argument('<n>', 'the issue’s number')
    .addOption(new Option('--accepted', 'Resend took them').conflicts('notSent'))
    .addOption(new Option('--not-sent', 'Resend never took them; these readers are left out'))
    .option('--by <who>', 'who decided this; required with either of these')
    .option('--json', 'print one JSON document')
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
  const resolution = readResolution(options);
  const { id } = await getIssue(deps.db, number);
  const unknown = (await listUnknown(deps.db, id)).map((batch) => withKey(deps, batch));
  const list = (style: Style) => unknownInWords(number, unknown, style);
  if (!resolution) return { json: { issue: number, unknown }, words: list };
  if (options.by === undefined) throw new Refusal('invalid', 'Say who decided this: --by <who>.');
  terminal.progress(list(await readStyle(deps.db, plain)));
  const actor = readActor(options.by);
  const resolved = await resolveIssue(deps.db, { number, resolution, actor, at: deps.now() });
  const { deliveries } = resolved;
  const words = `${deliveriesOf(deliveries, number)} ${hasOrHave(deliveries)} been resolved as ${IN_WORDS[resolution]}, by ${actor}.`;
  return { json: { issue: number, resolution, by: actor, ...resolved }, words };
}

const IN_WORDS: Record<Resolution, string> = {
  accepted: 'accepted',
  'not-sent': 'not sent and left out; an event to the contrary corrects it',
};

function readResolution({ accepted, notSent }: ResolveOptions): Resolution | null {
  if (accepted) return 'accepted';
  return notSent ? 'not-sent' : null;
}
