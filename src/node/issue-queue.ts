import type { PoolConfig } from 'pg';
import { type ConstructorOptions, type Job, PgBoss } from 'pg-boss';
import { endLogged, errorFields, type Log } from '../platform/log';
import { connectionString } from '../platform/postgres/database-url';
import { issueWorkSchema } from '../sending/issue-work';

/** Carries the message "issue N has work" between processes that share a database. */
export interface IssueQueue {
  /** Does nothing if a message for this issue is waiting already. */
  enqueue: (issueId: number) => Promise<void>;
  /** Resolves to a function that stops it and waits for what has begun. */
  work: (deliver: Deliver) => Promise<() => Promise<void>>;
  close: () => Promise<void>;
}

type Deliver = (issueId: number, signal: AbortSignal) => Promise<void>;

const QUEUE = 'issue-work';
export const QUEUE_SCHEMA = 'pgboss';
const MAX_CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 60_000;
const ISSUE_CONCURRENCY = 2;

/** Receiving deletes the message. A row left by a kill is never retried, and goes after a day. */
const queueOptions = {
  notify: true,
  retryLimit: 0,
  expireInSeconds: 23 * 60 * 60,
  retentionSeconds: 60 * 60,
  deleteAfterSeconds: 60,
};

/** Creates its schema, `pgboss`, if missing; any number of processes may do so at once. */
export async function openIssueQueue({
  databaseUrl,
  log,
}: {
  databaseUrl: string;
  log: Log;
}): Promise<IssueQueue> {
  const boss = new PgBoss(describeBoss(databaseUrl));
  boss.on('error', (error) => {
    // A worker reports a plain object; the next poll or reconnect goes on by itself.
    log.warn(
      { event: 'queue', ...errorFields(Object.assign(new Error(), error)) },
      'the queue failed and will retry by itself',
    );
  });
  boss.on('warning', ({ message }) =>
    log.warn({ event: 'queue', says: message }, 'the queue has a warning'),
  );
  await boss.start();
  // The policy is fixed when a queue is created; each version sets the other options.
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

/** `localGroupConcurrency`: a message for an issue in progress here waits for another process. */
async function work(boss: PgBoss, { deliver, log }: { deliver: Deliver; log: Log }) {
  const stopping = new AbortController();
  const act = async ([job]: Job<unknown>[]) => {
    await boss.deleteJob(QUEUE, job!.id);
    const message = issueWorkSchema.safeParse(job!.data);
    if (!message.success) {
      log.error({ event: 'queue', job: job!.id }, 'a message could not be understood');
      return;
    }
    const { issue } = message.data;
    const signal = AbortSignal.any([stopping.signal, job!.signal]);
    await endLogged(log, `issue ${issue}`, () => deliver(issue, signal));
  };
  const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 10 };
  const most = { localConcurrency: ISSUE_CONCURRENCY, localGroupConcurrency: 1 };
  await boss.work(QUEUE, { ...polling, ...most }, act);
  return async () => {
    stopping.abort();
    await boss.offWork(QUEUE, { wait: true });
  };
}
