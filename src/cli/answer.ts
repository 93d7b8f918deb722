import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';

/** `json` with --json, else `words`. `refused` makes the exit code 1. */
export interface Answer {
  json: unknown;
  words: string;
  refused?: boolean;
}

/** `progress` goes to standard error. */
export interface Terminal {
  open: () => Promise<{ deps: Deps; close: () => Promise<void> }>;
  out: (text: string) => void;
  progress: (text: string) => void;
  setExitCode: (code: number) => void;
  /** Overwrites what it drew before, '' clears it; null unless standard output is a terminal. */
  redraw: ((text: string) => void) | null;
  /** From now on aborted when the person at the terminal has seen enough. */
  enough: () => AbortSignal;
}

export interface AnswerOptions {
  json?: boolean;
  yes?: boolean;
}

/**
 * Null: the work has printed its answer, too long to hold, itself. A refusal is one sentence and
 * exit code 1.
 */
export async function answer(
  terminal: Terminal,
  options: AnswerOptions,
  work: (deps: Deps) => Promise<Answer | null>,
): Promise<void> {
  try {
    const { deps, close } = await terminal.open();
    try {
      const said = await work(deps);
      if (!said) return;
      const { json, words, refused } = said;
      terminal.out(options.json ? JSON.stringify(json, null, 2) : words);
      if (refused) terminal.setExitCode(1);
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (options.json) terminal.out(JSON.stringify({ error: error.message }, null, 2));
    terminal.progress(error.message);
    terminal.setExitCode(1);
  }
}

/** Names the target of a command that can send live mail, and demands --yes. */
export function requireYes(terminal: Terminal, { config }: Deps, options: AnswerOptions): void {
  if (config.mail !== 'live') return;
  const { host, pathname } = new URL(config.databaseUrl);
  terminal.progress(`Live: ${config.publicUrl}, database ${host}${pathname}.`);
  if (!options.yes) throw new Refusal('forbidden', 'This can send live mail: add --yes to go on.');
}
