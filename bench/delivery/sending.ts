import { setTimeout as sleep } from 'node:timers/promises';
import { getIssueById } from '../../src/issues/find';
import { ensureRender } from '../../src/sending/stored-render';
import { type Ground, openGround } from '../../tests/senders/ground';
import { planNow, releaseSampleIssue, type SentIssue } from '../../tests/senders/issue';
import { readCpuSeconds, watchMemory } from './process';
import { inventReaders } from './readers';

export interface Sending {
  seconds: number;
  /** Processor time of all senders together. */
  cpuSeconds: number;
  /** The most that any sender held, in bytes. */
  mostBytes: number;
  /** What the stand-in did otherwise than answer well, by kind. */
  done: Record<string, number>;
}

interface Order {
  senders: number;
  readers: number;
  /** Calls a second that the stand-in allows; null for any number. */
  perSecond: number | null;
}

/** An issue to so many readers, from the first message to its last mail, by services as they are. */
export async function sendOnce({ senders, readers, perSecond }: Order): Promise<Sending> {
  const ground = await openGround({ senders });
  try {
    await inventReaders(ground.db, readers);
    const issue = await prepareIssue(ground);
    await ground.script({ rate: perSecond === null ? null : { perSecond } });
    return await measure(ground, issue);
  } finally {
    await ground.close();
  }
}

/** Released, rendered (so that no sender needs React) and planned. */
export async function prepareIssue({ deps }: Ground): Promise<SentIssue> {
  const issue = await releaseSampleIssue(deps);
  await ensureRender(deps, issue.id);
  await planNow(deps);
  return issue;
}

async function measure(ground: Ground, issue: SentIssue): Promise<Sending> {
  const pids = ground.senders.alive();
  const cpu = async () =>
    (await Promise.all(pids.map(readCpuSeconds))).reduce((sum, seconds) => sum + seconds);
  const memory = pids.map(watchMemory);
  const before = await cpu();
  const begunAt = performance.now();
  await ground.queue.hand(issue.id);
  while ((await getIssueById(ground.db, issue.id)).state !== 'sent') await sleep(100);
  const seconds = (performance.now() - begunAt) / 1000;
  const mostBytes = Math.max(...memory.map((watched) => watched.stop()));
  const { done } = await ground.script(null);
  return { seconds, cpuSeconds: (await cpu()) - before, mostBytes, done };
}
