import type { Command } from 'commander';
import { listNotSent } from '../../deliveries/batches/send-again';
import { getIssue } from '../../issues/find';
import type { Deps } from '../../platform/deps';
import { Refusal } from '../../platform/refusal';
import { withKey } from '../../sending/batches/batch-key';
import { sendIssueAgain } from '../../sending/send-issue-again';
import { type Answer, type AnswerOptions, answer, requireYes, type Terminal } from '../answer';
import { readActor, readNumber } from '../arguments';
import { deliveriesOf, hasOrHave, notSentInWords } from './batch-words';

interface SendAgainOptions extends AnswerOptions {
  by?: string;
  yesSendAgain?: boolean;
}

export function addSendAgainCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('send-again')
    .description(
      'send to readers whose mail was resolved as not sent; only lists them unless confirmed',
    )
    .argument('<n>', 'the issue’s number')
    .option('--by <who>', 'who is doing this; required with --yes-send-again')
    .option('--yes-send-again', 'send; anybody who did get the first mail gets it twice')
    .option('--yes', 'continue although mail is live')
    .option('--json', 'print one JSON document')
    .action((n: string, options: SendAgainOptions) =>
      answer(terminal, options, (deps) =>
        options.yesSendAgain
          ? sendAgain(terminal, deps, { number: readNumber(n), options })
          : list(deps, readNumber(n)),
      ),
    );
}

/** Exit code 1: nothing was sent because nobody confirmed it. */
async function list(deps: Deps, number: number): Promise<Answer> {
  const { id } = await getIssue(deps.db, number);
  const notSent = (await listNotSent(deps.db, id)).map((batch) => withKey(deps, batch));
  return {
    json: { issue: number, not_sent: notSent },
    words: (style) => notSentInWords(number, notSent, style),
    refused: true,
  };
}

async function sendAgain(
  terminal: Terminal,
  deps: Deps,
  { number, options }: { number: number; options: SendAgainOptions },
): Promise<Answer> {
  if (options.by === undefined) throw new Refusal('invalid', 'Say who is doing this: --by <who>.');
  const actor = readActor(options.by);
  requireYes(terminal, deps, options);
  const input = { number, actor, at: deps.now() };
  const { issueId, batches, deliveries } = await sendIssueAgain(deps, input);
  terminal.progress(
    `${deliveriesOf(deliveries, number)} ${hasOrHave(deliveries)} been queued again by ${actor}.`,
  );
  await deps.enqueue(issueId);
  const { state } = await getIssue(deps.db, number);
  const words = `${deliveriesOf(deliveries, number)} went into ${batches === 1 ? '1 new batch' : `${batches} new batches`}; the issue is ${state}. To see how it goes: verdicts issue status ${number}`;
  return { json: { issue: number, by: actor, batches, deliveries, state }, words };
}
