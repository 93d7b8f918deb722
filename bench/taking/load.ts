import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Orders to the process that makes the load. */
export interface Orders {
  /** The requests as sent over the wire, a JSON array of texts. */
  file: string;
  port: number;
  connections: number;
  /** Requests a second; null for one after the other on each connection. */
  rate: number | null;
}

export interface Load {
  seconds: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  /** From the moment when a request was due, so that waiting for a connection counts. */
  p50Ms: number;
  p99Ms: number;
  /** Its own share of one core. */
  ownShare: number;
}

const SCRIPT = join(import.meta.dirname, 'load-process.ts');

/**
 * Sends prepared requests to a local port and reads every answer, in its own process. Sockets and
 * prepared bytes: a client library would use more of two cores than the service.
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
