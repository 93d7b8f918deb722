import { readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used, in seconds. */
export async function readCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

/** Resident memory of a process, in bytes. */
export async function readResidentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = status.match(/^VmRSS:\s+(\d+) kB$/m)!;
  return Number(kilobytes) * 1024;
}

/** The most memory that a process holds while this runs. */
export function watchMemory(pid: number): { stop(): number } {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await readResidentBytes(pid).catch(() => 0));
  };
  const timer = setInterval(look, 200);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
