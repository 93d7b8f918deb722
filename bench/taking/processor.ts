import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { IntakeFixture } from './fixture';
import type { Load } from './load';

const TICKS_PER_SECOND = 100;

/**
 * Counts from now on. The answer tells in words how much of a core service and PostgreSQL used,
 * also per request, and how much other programs did: whether the run was a quiet one.
 */
export async function watchProcessor({
  db,
  pid,
}: IntakeFixture): Promise<(load: Load, requests: number) => Promise<string>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const postmaster = (await readProcess(rows[0]!.pid))!.parent;
  const [before, busyBefore] = [await readProcesses(), await readBusySeconds()];
  return async ({ seconds, ownShare }, requests) => {
    const [after, busyAfter] = [await readProcesses(), await readBusySeconds()];
    const secondsOf = (isPart: (pid: number, parent: number) => boolean) => {
      const parts = [...after].filter(([each, { parent }]) => isPart(each, parent));
      return sum(parts.map(([each, now]) => now.seconds - (before.get(each)?.seconds ?? 0)));
    };
    const service = secondsOf((each) => each === pid);
    const postgres = secondsOf((_, parent) => parent === postmaster);
    const others = busyAfter - busyBefore - service - postgres - ownShare * seconds;
    const percent = (busy: number) => `${Math.round((busy / seconds) * 100)}%`;
    const each = (busy: number) => `${Math.round((busy / requests) * 1e6)} µs a request`;
    return (
      `of a core: service ${percent(service)} (${each(service)}), PostgreSQL ` +
      `${percent(postgres)} (${each(postgres)}), all other programs ${percent(others)}`
    );
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

async function readProcesses() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(async (pid) => [pid, await readProcess(pid)] as const));
  return new Map(all.flatMap(([pid, found]) => (found ? [[pid, found] as const] : [])));
}

/** proc(5): the name is in brackets and may hold spaces. Null if it has ended. */
async function readProcess(pid: number): Promise<{ parent: number; seconds: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { parent: Number(fields[1]), seconds: ticks / TICKS_PER_SECOND };
}

/** Of all cores together; waiting for the disk is not being busy. */
async function readBusySeconds(): Promise<number> {
  const [all] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user, nice, system, , , ...rest] = all!.trim().split(/\s+/).slice(1).map(Number);
  const [interrupts, softInterrupts] = rest;
  return sum([user!, nice!, system!, interrupts!, softInterrupts!]) / TICKS_PER_SECOND;
}
