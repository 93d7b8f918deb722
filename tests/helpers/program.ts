import { createProgram } from '../../src/cli/program';
import type { Deps } from '../../src/platform/deps';

/** Runs `verdicts …` inside this process, on these deps: what it said, and its exit code. */
export async function runCommand(
  deps: Deps,
  ...args: string[]
): Promise<{ out: string; said: string; code: number }> {
  const ran = { out: '', said: '', code: 0 };
  const program = createProgram({
    open: async () => ({ deps, close: async () => {} }),
    out: (text) => {
      ran.out += text;
    },
    progress: (text) => {
      ran.said += text;
    },
    setExitCode: (code) => {
      ran.code = code;
    },
  });
  await program.parseAsync(args, { from: 'user' });
  return ran;
}
