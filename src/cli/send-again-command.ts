import type { Command } from 'commander';
import { listNotSent, type NotSentBatch } from '../deliveries/batches/send-again';
import { getIssue } from '../issues/find';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { batchKey } from '../sending/batch-key';
import { nothingNotSent, sendIssueAgain } from '../sending/send-issue-again';
import { type Answer, type AnswerOptions, answer, requireYes, type Terminal } from './answer';
import { readActor, readNumber } from './arguments';

interface SendAgainOptions extends AnswerOptions {
  by?: string;
  yesSendAgain?: boolean;
}

export function addSendAgainCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('send-again')
    .description('send to those whose mail was resolved as not sent; lists them unless confirmed')
    .argument('<n>', 'the issue’s number')
    .option('--by <who>', 'who does it; needed with --yes-send-again')
    .option('--yes-send-again', 'send: whoever did get the first mail gets it twice')
    .option('--yes', 'go on although mail is live')
    .option('--json', 'one JSON document')
    .action((n: string, options: SendAgainOptions) =>
      answer(terminal, options, (deps) =>
        options.yesSendAgain
          ? sendAgain(terminal, deps, { number: readNumber(n), options })
          : list(deps, readNumber(n)),
      ),
    );
}

/** Exit code 1: nothing was sent, since nobody has confirmed it. */
async function list(deps: Deps, number: number): Promise<Answer> {
  const { id } = await getIssue(deps.db, number);
  const notSent = (await listNotSent(deps.db, id)).map((batch) => ({
    ...batch,
    key: batchKey(deps.installation, batch),
  }));
  return {
    json: { issue: number, not_sent: notSent },
    words: listInWords(number, notSent),
    refused: true,
  };
}

async function sendAgain(
  terminal: Terminal,
  deps: Deps,
  { number, options }: { number: number; options: SendAgainOptions },
): Promise<Answer> {
  if (options.by === undefined) throw new Refusal('invalid', 'Say who does it: --by <who>.');
  const actor = readActor(options.by);
  requireYes(terminal, deps, options);
  const input = { number, actor, at: deps.now() };
  const { issueId, batches, deliveries } = await sendIssueAgain(deps, input);
  terminal.progress(`${deliveries} deliveries of issue ${number} wait again, says ${actor}.`);
  await deps.enqueue(issueId);
  const { state } = await getIssue(deps.db, number);
  const words = `${deliveries} deliveries of issue ${number} went into new batches (${batches}); it is ${state}. Look with: verdicts issue status ${number}`;
  return { json: { issue: number, by: actor, batches, deliveries, state }, words };
}

type Listed = NotSentBatch & { key: string };

function listInWords(number: number, notSent: Listed[]): string {
  if (notSent.length === 0) return nothingNotSent(number);
  const mails = notSent.flatMap(({ deliveries }) => deliveries).length;
  return [
    `${mails} deliveries of issue ${number} were resolved as not sent. Nothing has been sent again.`,
    'Look in Resend once more for the keys or the addresses: whoever did get the mail would get it twice.',
    'To send, and let the issue go on: --yes-send-again --by <who>.',
    ...notSent.flatMap((batch) => [
      `Batch ${batch.id}, sealed ${batch.sealed_at.toISOString()}, submitted again ${batch.tries} times`,
      ...batch.history.map(({ at, reason }) => `  ${at.toISOString()}  ${reason}`),
      `  key ${batch.key}`,
      ...batch.deliveries.map(({ id, email }) => `  delivery ${id}  ${email ?? 'erased'}`),
    ]),
  ].join('\n');
}
