import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where one embedded server lives. */
export interface Place {
  /** Holds data, passwords and, if need be, a copy of the binaries: the folder asked for, or its stand-in. */
  folder: string;
  dataDirectory: string;
  /** Tells this server from all others in a list of processes. */
  mark: string;
}

export function markOf(folder: string): string {
  return `verdicts-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

export function placeIn(folder: string, mark: string): Place {
  return { folder, dataDirectory: join(folder, 'data'), mark };
}
