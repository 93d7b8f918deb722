import { CommanderError } from 'commander';
import { addJobCommand } from '../../../jobs/job-command';
import type { Terminal } from '../../../src/cli/answer';
import { addCompletionCommand } from '../../../src/cli/completion/completion-command';
import { createProgram, nameKnownCommands, USAGE_EXIT_CODE } from '../../../src/cli/program';
import type { Deps } from '../../../src/platform/deps';

/** What a command left: its exit code, standard output and standard error. */
export interface CommandResult {
  code: number;
  out: string;
  said: string;
}

/** Runs `verdicts …` inside this process, on these deps: what it said, and its exit code. */
export async function runCommand(deps: Deps, ...args: string[]): Promise<CommandResult> {
  return runCommandAt({}, deps, ...args);
}

/** Without any deps: for what ends before a command begins its work. */
export function runUsage(...args: string[]): Promise<CommandResult> {
  const open = () => Promise.reject(new Error('a command has opened its deps'));
  return runCommandAt({ open }, {} as Deps, ...args);
}

/** The same at a terminal of which these parts are as given. */
export async function runCommandAt(
  given: Partial<Terminal>,
  deps: Deps,
  ...args: string[]
): Promise<CommandResult> {
  const ran = { out: '', said: '', code: 0 };
  const terminal: Terminal = {
    open: async () => ({ deps, close: async () => {} }),
    out: (text) => {
      ran.out += text;
    },
    progress: (text) => {
      ran.said += text;
    },
    complain: (text) => {
      ran.said += text;
    },
    paint: (_, text) => text,
    setExitCode: (code) => {
      ran.code = code;
    },
    redraw: null,
    enough: () => new AbortController().signal,
    ...given,
  };
  const program = createProgram(terminal);
  addJobCommand(program, terminal);
  addCompletionCommand(program, terminal, {});
  nameKnownCommands(program);
  await program.parseAsync(args, { from: 'user' }).catch((error) => {
    if (!(error instanceof CommanderError)) throw error;
    ran.code = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  });
  return ran;
}
