import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './folders';

/** The environment, with what a file `.env` in the project's folder adds to it. */
export function readEnvironment(): Record<string, string | undefined> {
  const file = join(projectFolder(), '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}
