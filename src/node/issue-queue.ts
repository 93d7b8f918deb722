import type { PoolConfig } from 'pg';
import { type ConstructorOptions, type Job, PgBoss } from 'pg-boss';
import { endLogged, errorFields, type Log } from '../platform/log';
import { connectionString } from '../platform/postgres/database-url';
import { issueWorkSchema } from '../sending/issue-work';

/** Carries the message "issue N has work" between processes that share a database. */
export interface IssueQueue {
  /** Sends the message; nothing where one for this issue waits already. */
  enqueue: (issueId: number) => Promise<void>;
  /** Takes messages from now on; gives what stops it, and waits for what was begun. */
  work: (deliver: Deliver) => Promise<() => Promise<void>>;
  close: () => Promise<void>;
}

type Deliver = (issueId: number, signal: AbortSignal) => Promise<void>;

const QUEUE = 'issue-work';
export const QUEUE_SCHEMA = 'pgboss';
const MAX_CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 60_000;
/** Issues that one process delivers at the same time. */
const ISSUES_AT_ONCE = 2;

/**
 * Who takes a message deletes it, so the table holds at most one row an issue. A row that outlives its
 * taker by a kill in between is never tried again, and is cleared away after a day.
 */
const queueOptions = {
  notify: true,
  retryLimit: 0,
  expireInSeconds: 23 * 60 * 60,
  retentionSeconds: 60 * 60,
  deleteAfterSeconds: 60,
};

/** Makes its schema, `pgboss`, where it is missing; any number of processes may do that at once. */
export async function openIssueQueue({
  databaseUrl,
  log,
}: {
  databaseUrl: string;
  log: Log;
}): Promise<IssueQueue> {
  const boss = new PgBoss(describeBoss(databaseUrl));
  boss.on('error', (error) => {
    // From a worker it is a plain object; the next poll, or the listener's next try, goes on by itself.
    log.warn(
      { event: 'queue', ...errorFields(Object.assign(new Error(), error)) },
      'the queue failed; it goes on by itself',
    );
  });
  boss.on('warning', ({ message }) =>
    log.warn({ event: 'queue', says: message }, 'the queue warns'),
  );
  await boss.start();
  // A queue is made once and for all with its policy; the rest is what this version of ours says.
  await boss.createQueue(QUEUE, { ...queueOptions, policy: 'short' });
  await boss.updateQueue(QUEUE, queueOptions);
  return {
    async enqueue(issueId) {
      const key = String(issueId);
      await boss.send(QUEUE, { issue: issueId }, { singletonKey: key, group: { id: key } });
    },
    work: (deliver) => work(boss, { deliver, log }),
    close: () => boss.stop({ graceful: false }),
  };
}

function describeBoss(databaseUrl: string): ConstructorOptions & PoolConfig {
  return {
    connectionString: connectionString(databaseUrl),
    max: MAX_CONNECTIONS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'verdicts-queue',
    schema: QUEUE_SCHEMA,
    useListenNotify: true,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    maintenanceIntervalSeconds: 5 * 60,
    flowIntervalSeconds: 60 * 60,
  };
}

/**
 * A process takes no second message of an issue that it is at (`localGroupConcurrency`). So the message
 * that goes round while an issue goes out waits until somebody who is not at it comes by.
 */
async function work(boss: PgBoss, { deliver, log }: { deliver: Deliver; log: Log }) {
  const stopping = new AbortController();
  const act = async ([job]: Job<unknown>[]) => {
    await boss.deleteJob(QUEUE, job!.id);
    const message = issueWorkSchema.safeParse(job!.data);
    if (!message.success) {
      log.error({ event: 'queue', job: job!.id }, 'a message was not understood');
      return;
    }
    const { issue } = message.data;
    const signal = AbortSignal.any([stopping.signal, job!.signal]);
    await endLogged(log, `issue ${issue}`, () => deliver(issue, signal));
  };
  const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 10 };
  const most = { localConcurrency: ISSUES_AT_ONCE, localGroupConcurrency: 1 };
  await boss.work(QUEUE, { ...polling, ...most }, act);
  return async () => {
    stopping.abort();
    await boss.offWork(QUEUE, { wait: true });
  };
}
