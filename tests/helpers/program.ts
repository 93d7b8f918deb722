import type { Terminal } from '../../src/cli/answer';
import { createProgram } from '../../src/cli/program';
import type { Deps } from '../../src/platform/deps';

interface Ran {
  out: string;
  said: string;
  code: number;
}

/** Runs `verdicts …` inside this process, on these deps: what it said, and its exit code. */
export async function runCommand(deps: Deps, ...args: string[]): Promise<Ran> {
  return runCommandAt({}, deps, ...args);
}

/** The same at a terminal of which these parts are as given. */
export async function runCommandAt(
  given: Partial<Terminal>,
  deps: Deps,
  ...args: string[]
): Promise<Ran> {
  const ran = { out: '', said: '', code: 0 };
  const program = createProgram({
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
  });
  await program.parseAsync(args, { from: 'user' });
  return ran;
}
