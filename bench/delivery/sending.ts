import { setTimeout as sleep } from 'node:timers/promises';
import { getIssueById } from '../../src/issues/find';
import { ensureRender } from '../../src/rendering/stored-render';
import { type Fixture, openFixture } from '../../tests/senders/fixture';
import { planNow, releaseSampleIssue, type SentIssue } from '../../tests/senders/issue';
import { readCpuSeconds, watchMemory } from './process';
import { inventReaders } from './readers';

export interface Sending {
  seconds: number;
  /** Of all senders together. */
  cpuSeconds: number;
  /** The most that any sender held, in bytes. */
  mostBytes: number;
  /** The emulator's faults by kind. */
  done: Record<string, number>;
}

interface SendingOptions {
  senders: number;
  readers: number;
  /** Calls a second that the emulator allows; null for no limit. */
  perSecond: number | null;
}

/** From the first message to the last mail, by real services. */
export async function sendOnce({ senders, readers, perSecond }: SendingOptions): Promise<Sending> {
  const fixture = await openFixture({ senders });
  try {
    await inventReaders(fixture.db, readers);
    const issue = await prepareIssue(fixture);
    await fixture.script({ rate: perSecond === null ? null : { perSecond } });
    return await measure(fixture, issue);
  } finally {
    await fixture.close();
  }
}

/** Released, rendered (so that no sender needs React) and planned. */
async function prepareIssue({ deps }: Fixture): Promise<SentIssue> {
  const issue = await releaseSampleIssue(deps);
  await ensureRender(deps, issue.id);
  await planNow(deps);
  return issue;
}

async function measure(fixture: Fixture, issue: SentIssue): Promise<Sending> {
  const pids = fixture.senders.alive();
  const cpu = async () =>
    (await Promise.all(pids.map(readCpuSeconds))).reduce((sum, seconds) => sum + seconds);
  const memory = pids.map(watchMemory);
  const before = await cpu();
  const begunAt = performance.now();
  await fixture.queue.enqueue(issue.id);
  while ((await getIssueById(fixture.db, issue.id)).state !== 'sent') await sleep(100);
  const seconds = (performance.now() - begunAt) / 1000;
  const mostBytes = Math.max(...memory.map((watched) => watched.stop()));
  const { done } = await fixture.script(null);
  return { seconds, cpuSeconds: (await cpu()) - before, mostBytes, done };
}
