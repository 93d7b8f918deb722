import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { TakingGround } from './ground';

const TICKS_A_SECOND = 100;

/** Counts from now on; the answer says in words what service and PostgreSQL took of a core each. */
export async function watchProcessor({
  db,
  pid,
}: TakingGround): Promise<(seconds: number) => Promise<string>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const postmaster = (await readProcess(rows[0]!.pid))!.parent;
  const look = async () => ({
    service: (await readProcess(pid))!.ticks,
    postgres: await sumTicksOfChildren(postmaster),
  });
  const before = await look();
  return async (seconds) => {
    const after = await look();
    const share = (of: keyof typeof after) =>
      Math.round(((after[of] - before[of]) / TICKS_A_SECOND / seconds) * 100);
    return `service ${share('service')} %, PostgreSQL ${share('postgres')} % of a core`;
  };
}

async function sumTicksOfChildren(parent: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(readProcess));
  return all.reduce((sum, each) => sum + (each?.parent === parent ? each.ticks : 0), 0);
}

/** proc(5): the name stands in brackets and may hold spaces. Null where it has ended meanwhile. */
async function readProcess(pid: number): Promise<{ parent: number; ticks: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}
