import { createHash } from 'node:crypto';
import { join } from 'node:path';

export interface Location {
  /** The folder asked for, or its substitute. */
  folder: string;
  dataDirectory: string;
  /** Tells this server from all others in a list of processes. */
  mark: string;
}

export function markOf(folder: string): string {
  return `verdicts-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

export function locationIn(folder: string, mark: string): Location {
  return { folder, dataDirectory: join(folder, 'data'), mark };
}
