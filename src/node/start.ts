import { requireNodeVersion } from './node-version';

const MISSING = /^Cannot find package '([^']+)'/;

/**
 * Loads a program, or says in one sentence why it cannot run here: Node is too old, or packages are
 * missing. So it must be called before anything else is imported.
 */
export async function startProgram(load: () => Promise<unknown>): Promise<void> {
  requireNodeVersion();
  try {
    await load();
  } catch (error) {
    const [, name] = MISSING.exec(error instanceof Error ? error.message : '') ?? [];
    if (name === undefined) throw error;
    process.stderr.write(`The package ${name} is not installed: run npm ci first.\n`);
    process.exitCode = 1;
  }
}
