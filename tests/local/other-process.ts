import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { bundleScript } from '../helpers/processes/script';

export interface OtherProcess {
  /** The one line that it printed, as JSON. */
  said: Record<string, string>;
  pid: number;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Runs a TypeScript file of this folder in a process of its own and waits for its first line. */
export async function runOther(
  file: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<OtherProcess> {
  const script = await bundleScript(join(import.meta.dirname, file));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const ended = once(child, 'exit');
  // SIGTERM, so that what the process has entered is left again.
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(([code]) => {
      throw new Error(`${file} ended with ${code} before it said anything`);
    }),
  ]);
  return {
    said: JSON.parse(line),
    pid: child.pid!,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
