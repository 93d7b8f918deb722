import { jobs } from '../jobs';
import { runDueJobs } from '../jobs/run-job';
import { createApp } from './app';
import { openDeps } from './mail/open-deps';
import { type Config, readConfig } from './platform/config';
import { type Database, openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { MINUTE_MS } from './platform/durations';
import { endLogged, errorFields, type Log } from './platform/log';
import { SecurityCounts } from './platform/security/security-counts';
import { keepSecurityEvents } from './platform/security/security-events';
import { processRun, type RunQueue, reportDeadMessage, requestRuns } from './sending/queue-run';
import { cloudflareAddress } from './web/client-address';

/** From wrangler.toml; the rest are variables and secrets named as in .env.example. */
interface Bindings extends Record<string, unknown> {
  HYPERDRIVE: { connectionString: string };
  ISSUE_WORK: Pick<RunQueue, 'send'>;
}

/** wrangler.toml delivers messages one by one. */
interface Batch {
  queue: string;
  messages: { body: unknown; retry(): void }[];
}

interface Waiting {
  waitUntil(promise: Promise<unknown>): void;
}

const MAX_CONNECTIONS = 5;
const DEAD_LETTERS = 'issue-work-dead';
/** An invocation may make 50 requests on the free plan; a queue's may last 15 minutes on any. */
const RUN = { batches: 40, timeLimitMs: 5 * MINUTE_MS };

/** Of this isolate; written at most once a minute. */
const security = new SecurityCounts();
const KEEP_EACH_MS = 60_000;
let keptAt = 0;

const log: Log = {
  info: (fields, message) => write('info', fields, message),
  warn: (fields, message) => write('warn', fields, message),
  error: (fields, message) => write('error', fields, message),
};

function write(level: 'info' | 'warn' | 'error', fields: object, msg: string): void {
  // biome-ignore lint/suspicious/noConsole: on Workers the console is the log
  console[level](JSON.stringify({ level, ...fields, msg }));
}

export default {
  async fetch(request: Request, bindings: Bindings, context: Waiting): Promise<Response> {
    return withDeps(bindings, context, async (deps) => {
      const app = createApp({ ...deps, clientAddress: cloudflareAddress });
      const answer = await app.fetch(request, bindings);
      keepNowAndThen(deps);
      return answer;
    });
  },

  async scheduled(
    { scheduledTime }: { scheduledTime: number },
    bindings: Bindings,
    context: Waiting,
  ): Promise<void> {
    await withDeps(bindings, context, (deps) => runDueJobs(deps, jobs, new Date(scheduledTime)));
  },

  async queue({ queue, messages }: Batch, bindings: Bindings, context: Waiting): Promise<void> {
    const act = queue === DEAD_LETTERS ? reportDeadMessage : processRun;
    const runs = { ...RUN, send: sendTo(bindings) };
    await withDeps(bindings, context, async (deps) => {
      for (const message of messages) {
        await act(deps, message.body, runs).catch((error: unknown) => {
          log.error({ event: 'queue', queue, ...errorFields(error) }, 'a message failed');
          message.retry();
        });
      }
    });
  },
};

function keepNowAndThen(deps: Deps): void {
  const at = deps.now();
  if (at.getTime() < keptAt + KEEP_EACH_MS) return;
  keptAt = at.getTime();
  deps.runInBackground('security', () => keepSecurityEvents(deps, at));
}

function sendTo({ ISSUE_WORK }: Bindings): RunQueue['send'] {
  return (message) => ISSUE_WORK.send(message);
}

/** A pool for one event: one that outlived it would hang the next. */
async function withDeps<T>(
  bindings: Bindings,
  context: Waiting,
  work: (deps: Deps) => Promise<T>,
): Promise<T> {
  const config = readBindings(bindings);
  const begun: Promise<void>[] = [];
  const runInBackground: Deps['runInBackground'] = (name, job) =>
    void begun.push(endLogged(log, name, job));
  const db: Database = openDatabase(config.databaseUrl, { max: MAX_CONNECTIONS, log });
  try {
    const makeEnqueue = (made: Deps) => (issueId: number) =>
      requestRuns(made, { issueId, send: sendTo(bindings) });
    return await work(
      await openDeps({
        config,
        db,
        log,
        now: () => new Date(),
        processName: 'Workers',
        makeEnqueue,
        security,
        runInBackground,
      }),
    );
  } finally {
    context.waitUntil(endAll(begun).finally(() => db.destroy()));
  }
}

/** Work may begin more work: the connections close after the last of it. */
async function endAll(begun: Promise<void>[]): Promise<void> {
  for (let ended = 0; ended < begun.length; ended += 1) await begun[ended];
}

function readBindings({ HYPERDRIVE, ...variables }: Bindings): Config {
  const texts = Object.entries(variables).filter(([, value]) => typeof value === 'string');
  const environment = Object.fromEntries(texts) as Record<string, string>;
  const config = readConfig({
    ...environment,
    NODE_ENV: 'production',
    DATABASE_URL: withoutTls(HYPERDRIVE.connectionString),
  });
  const { apiKey, baseUrl, webhookSecret } = config.resend;
  // In production readConfig has refused every gap except Resend's own with MAIL_MODE=local.
  const resend = { apiKey: apiKey ?? 'none', baseUrl, webhookSecret: webhookSecret ?? 'none' };
  return { ...config, resend } as Config;
}

/** Hyperdrive is inside Cloudflare's machine, and speaks TLS with the database by itself. */
function withoutTls(url: string): string {
  const plain = new URL(url);
  plain.searchParams.set('sslmode', 'disable');
  return plain.href;
}
