import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the process that makes the load is told. */
export interface Orders {
  /** The requests as they go over the wire, a JSON array of texts. */
  file: string;
  port: number;
  connections: number;
  /** Requests a second; null for as many as there are connections, one after the other on each. */
  rate: number | null;
}

/** What it saw. */
export interface Load {
  seconds: number;
  /** How many answers had which status. */
  statuses: Record<string, number>;
  /** From the moment when a request was due, so that what waits for a connection counts. */
  p50Ms: number;
  p99Ms: number;
  /** What it took of one core itself. */
  ownShare: number;
}

const SCRIPT = join(import.meta.dirname, 'load-process.ts');

/**
 * Sends requests made beforehand to a port of this machine and reads every answer, in a process of its
 * own. Sockets and prepared bytes: a client library would take more of two cores than what is measured.
 */
export async function drive(
  requests: string[],
  { folder, ...orders }: Omit<Orders, 'file'> & { folder: string },
): Promise<Load> {
  const file = join(folder, 'requests.json');
  await writeFile(file, JSON.stringify(requests));
  const args = ['--import', 'tsx', SCRIPT, JSON.stringify({ ...orders, file })];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  await rm(file);
  return JSON.parse(stdout) as Load;
}
