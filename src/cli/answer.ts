import type { Deps } from '../platform/deps';
import { explainFailure } from '../platform/failure';
import { Refusal } from '../platform/refusal';
import { type Paint, readStyle, type Style } from './style';

/** `json` with --json, else `words`. `refused` makes the exit code 1. */
export interface Answer {
  json: unknown;
  words: string | ((style: Style) => string);
  refused?: boolean;
}

/** `progress` goes to standard error. */
export interface Terminal {
  open: () => Promise<{ deps: Deps; close: () => Promise<void> }>;
  out: (text: string) => void;
  progress: (text: string) => void;
  complain: (text: string) => void;
  setExitCode: (code: number) => void;
  paint: Paint;
  /** Draws over what it drew before, '' clears it; null if standard output is not a terminal. */
  redraw: ((text: string) => void) | null;
  /** Aborted once the person at the terminal has seen enough. */
  enough: () => AbortSignal;
}

export interface AnswerOptions {
  json?: boolean;
  yes?: boolean;
}

/**
 * Null means that the work printed its own answer, too long to hold. A refusal is one sentence and
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
      const result = await work(deps);
      if (!result) return;
      terminal.out(options.json ? asDocument(result.json) : await inWords(terminal, deps, result));
      if (result.refused) terminal.setExitCode(1);
    } finally {
      await close();
    }
  } catch (error) {
    const why = explainFailure(error);
    if (why === null) throw error;
    if (options.json) terminal.out(asDocument({ error: why }));
    terminal.complain(why);
    terminal.setExitCode(1);
  }
}

function asDocument(json: unknown): string {
  return JSON.stringify(json, null, 2);
}

async function inWords({ paint }: Terminal, { db }: Deps, { words }: Answer): Promise<string> {
  return typeof words === 'string' ? words : words(await readStyle(db, paint));
}

/** Names the target of a command that can send live mail, and asks for --yes. */
export function requireYes(terminal: Terminal, { config }: Deps, options: AnswerOptions): void {
  if (config.mail !== 'live') return;
  const { host, pathname } = new URL(config.databaseUrl);
  terminal.progress(`Live: ${config.publicUrl}, database ${host}${pathname}.`);
  if (!options.yes) {
    throw new Refusal('forbidden', 'This can send live mail: add --yes to continue.');
  }
}
