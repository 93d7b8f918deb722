import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Deps } from '../../platform/deps';
import { type IssueStatus, readIssueStatus } from '../../statistics/issue-status';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readNumber } from '../arguments';
import { readStyle, type Style } from '../style';
import { statusInWords, statusLine } from './status-words';

const LOOK_EVERY_MS = 1_000;
/** A watch spends at most a tenth of its time in the database, however large the issue is. */
const REST_FACTOR = 9;

interface StatusOptions extends AnswerOptions {
  watch?: boolean;
}

export function addStatusCommand(issues: Command, terminal: Terminal): void {
  issues
    .command('status')
    .description(
      'show how an issue is going out: its audience by state, the rate, who is sending, what failed',
    )
    .argument('<n>', 'the issue’s number')
    .option('--watch', 'update every second until the issue is sent, paused, cancelled or a draft')
    .option('--json', 'print one JSON document; with --watch, the last update')
    .action((n: string, options: StatusOptions) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const status = options.watch
          ? await watch(terminal, deps, { number, options })
          : await readIssueStatus(deps.db, { number });
        return { json: status, words: (style) => statusInWords(status, style) };
      }),
    );
}

/** Until nothing moves by itself any more, or the person at the terminal has seen enough. */
async function watch(
  terminal: Terminal,
  deps: Deps,
  { number, options }: { number: number; options: StatusOptions },
): Promise<IssueStatus> {
  const show = openView(terminal, options, await readStyle(deps.db, terminal.paint));
  const enough = terminal.enough();
  for (;;) {
    const startedMs = deps.now().getTime();
    const status = await readIssueStatus(deps.db, { number });
    const tookMs = deps.now().getTime() - startedMs;
    const isOver = status.state !== 'released' && status.state !== 'sending';
    if (isOver || enough.aborted) {
      show.end(status);
      return status;
    }
    show.next(status);
    await sleep(Math.max(LOOK_EVERY_MS, REST_FACTOR * tookMs), undefined, { signal: enough }).catch(
      (error: Error) => {
        if (error.name !== 'AbortError') throw error;
      },
    );
  }
}

interface View {
  next: (status: IssueStatus) => void;
  end: (status: IssueStatus) => void;
}

/** Redrawn on a terminal; elsewhere a line whenever something has changed. */
function openView(
  { redraw, out, progress }: Terminal,
  { json }: StatusOptions,
  style: Style,
): View {
  if (redraw && !json) {
    return { next: (status) => redraw(statusInWords(status, style)), end: () => redraw('') };
  }
  const write = json ? progress : out;
  let last = '';
  const next = (status: IssueStatus) => {
    const line = statusLine(status);
    if (line !== last) write(`${style.exactly(status.read_at)}  ${line}`);
    last = line;
  };
  return { next, end: next };
}
