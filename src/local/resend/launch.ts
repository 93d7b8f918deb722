import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const nodeArgs = [
  '--disable-warning=ExperimentalWarning',
  // Requests of 4 MB live briefly: a small nursery saves 90 MB and costs nothing that shows.
  '--max-semi-space-size=4',
];

export interface Launched {
  hasEnded(): boolean;
}

/** In a process of its own, which outlives ours. */
export async function launch(folder: string, logFile: string): Promise<Launched> {
  const { args, environment } = findProgram();
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...nodeArgs, ...args, folder], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // None of our secrets: the emulator needs nothing but its folder.
    env: { PATH: process.env.PATH, ...environment },
  });
  await new Promise<void>((resolveSpawned, reject) => {
    child.once('spawn', resolveSpawned);
    child.once('error', reject);
  });
  child.unref();
  await log.close();
  return { hasEnded: () => child.exitCode !== null || child.signalCode !== null };
}

/** The bundle next to our own or, when we run from source, main.ts through tsx. */
function findProgram(): { args: string[]; environment: Record<string, string> } {
  const self = fileURLToPath(import.meta.url);
  const folder = dirname(self);
  if (!self.endsWith('.ts'))
    return { args: [join(folder, 'resend-emulator.mjs')], environment: {} };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return {
    args: ['--import', tsx, join(folder, 'main.ts')],
    environment: { TSX_TSCONFIG_PATH: resolve(folder, '../../../tsconfig.json') },
  };
}
