import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { TakingGround } from './ground';

const TICKS_A_SECOND = 100;

/**
 * Counts from now on; the answer says in words what service and PostgreSQL took of a core each, and for
 * each request. The latter is the figure that other programs on the same cores disturb least.
 */
export async function watchProcessor({
  db,
  pid,
}: TakingGround): Promise<(during: { seconds: number; requests: number }) => Promise<string>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const postmaster = (await readProcess(rows[0]!.pid))!.parent;
  const before = await readAll();
  return async ({ seconds, requests }) => {
    const after = await readAll();
    const tell = (name: string, isPart: (pid: number, parent: number) => boolean) => {
      const ticks = [...after].map(([each, now]) =>
        isPart(each, now.parent) ? now.ticks - (before.get(each)?.ticks ?? 0) : 0,
      );
      const busy = sum(ticks) / TICKS_A_SECOND;
      const microseconds = Math.round((busy / requests) * 1e6);
      return `${name} ${Math.round((busy / seconds) * 100)} % of a core, ${microseconds} µs a request`;
    };
    const service = tell('service', (each) => each === pid);
    return `${service}; ${tell('PostgreSQL', (_, parent) => parent === postmaster)}`;
  };
}

async function readAll() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(async (pid) => [pid, await readProcess(pid)] as const));
  return new Map(all.flatMap(([pid, found]) => (found ? [[pid, found] as const] : [])));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** proc(5): the name stands in brackets and may hold spaces. Null where it has ended meanwhile. */
async function readProcess(pid: number): Promise<{ parent: number; ticks: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}
