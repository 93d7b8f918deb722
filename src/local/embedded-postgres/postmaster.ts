import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../node/files';

/** From postmaster.pid. */
export interface Postmaster {
  pid: number;
  /** null in the first moments of a start. */
  port: number | null;
  isReady: boolean;
}

/** Line 1 is the process, line 4 the port, line 8 the state. */
export async function readPostmaster(dataDirectory: string): Promise<Postmaster | null> {
  const lines = (await readIfThere(join(dataDirectory, 'postmaster.pid')))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !pid) return null;
  return { pid, port: Number(lines[3]) || null, isReady: lines[7]?.trim() === 'ready' };
}

/** And not a process that got its number after it died. */
export async function isOurServer(pid: number, mark: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const command = await readIfThere(`/proc/${pid}/cmdline`);
  return command?.includes(mark) ?? false;
}

/** PostgreSQL would not start while another program has this pid. */
export async function clearForeignPid(dataDirectory: string, mark: string): Promise<void> {
  const postmaster = await readPostmaster(dataDirectory);
  if (!postmaster || !isAlive(postmaster.pid) || (await isOurServer(postmaster.pid, mark))) return;
  await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
}

/** Of the last start, so that a restarted server is found where it was. */
export async function readLastPort(dataDirectory: string): Promise<number | null> {
  const options = await readIfThere(join(dataDirectory, 'postmaster.opts'));
  return Number(/"-p" "(\d+)"/.exec(options ?? '')?.[1]) || null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
