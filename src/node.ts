import { jobs } from '../jobs';
import { runDueJobs } from '../jobs/run-job';
import { createApp } from './app';
import { ensureWebhook } from './local/resend/ensure-webhook';
import { rememberAddress, startLocalServices } from './local/services';
import { openDeps } from './mail/open-deps';
import { startBackgroundWork } from './node/background-work';
import { readEnvironment } from './node/environment';
import { dataFolder } from './node/folders';
import { greeting } from './node/greeting';
import { openIssueQueue } from './node/issue-queue';
import { prepareDatabase } from './node/prepare-database';
import { nameProcess } from './node/process-name';
import { serveApp } from './node/serve';
import { startTick } from './node/tick';
import { workOnIssue } from './node/work-on-issue';
import { type Config, readConfig } from './platform/config';
import { openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { explainFailure } from './platform/failure';
import { errorFields, type Log, openLog } from './platform/log';
import { keepSecurityEvents } from './platform/security/security-events';

const STOP_TIMEOUT_MS = 8_000;
const MAX_CONNECTIONS = 10;

let log: Log;

/** In the order of starting; undone in reverse. */
const ending: (() => Promise<unknown>)[] = [];

async function start(): Promise<void> {
  const folder = dataFolder();
  const config = readConfig(readEnvironment());
  const { logFormat, production } = config;
  log = openLog(logFormat ?? (process.stdout.isTTY ? 'text' : 'json'));
  const services = await startLocalServices(config, { folder, log, serves: true });
  ending.push(() => services.stop());
  const deps = await serveOn(services.config);
  const { publicUrl } = services.config;
  await rememberAddress(folder, publicUrl);
  if (!production && logFormat !== 'json')
    process.stdout.write(await greeting(deps, services.mailboxUrl));
  log.info({ event: 'serving', url: publicUrl }, 'serving');
}

async function serveOn(config: Config): Promise<Deps> {
  const db = openDatabase(config.databaseUrl, { max: MAX_CONNECTIONS, log });
  ending.push(() => db.destroy());
  await prepareDatabase(db, { config, log });
  const queue = await openIssueQueue({ databaseUrl: config.databaseUrl, log });
  ending.push(() => queue.close());
  const work = startBackgroundWork(log);
  ending.push(() => work.stop());
  const makeEnqueue = () => queue.enqueue;
  const deps = await openDeps({
    config,
    db,
    log,
    now,
    processName: nameProcess(),
    makeEnqueue,
    runInBackground: work.beginAfter,
  });
  const hostname = config.production ? '0.0.0.0' : '127.0.0.1';
  const server = await serveApp(deps, { createApp, hostname, port: config.port });
  ending.push(() => keepSecurityEvents(deps, now()));
  const stopWorking = await queue.work((issueId, signal) => workOnIssue(deps, { issueId, signal }));
  ending.push(() => Promise.all([server.close(), work.stop(), stopWorking()]));
  const tick = () => {
    work.begin('jobs', () => runDueJobs(deps, jobs, now(), work.begin));
    work.begin('security', () => keepSecurityEvents(deps, now()));
    if (config.mail === 'local') work.begin('keep the webhook', () => ensureWebhook(deps));
  };
  const stopTicks = startTick(tick);
  ending.push(async () => stopTicks());
  tick();
  return deps;
}

function now(): Date {
  return new Date();
}

/** A failure stops none of the others. */
async function end(): Promise<void> {
  for (let undo = ending.pop(); undo; undo = ending.pop()) {
    await undo().catch((error: unknown) => {
      log.error({ event: 'stop', ...errorFields(error) }, 'stopping failed');
      process.exitCode = 1;
    });
  }
}

/** A service that is still starting starts to the end first. */
function endOnSignal(starting: Promise<void>): void {
  let isEnding = false;
  const onSignal = async () => {
    if (isEnding) return;
    isEnding = true;
    // Work that doesn't end in time loses nothing: its rows carry leases.
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
    await Promise.allSettled([starting]);
    await end();
    process.exit();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function explain(error: unknown): string {
  const why = explainFailure(error);
  if (why !== null) return why;
  return `The service could not start: ${error instanceof Error ? error.stack : String(error)}`;
}

const starting = start();
endOnSignal(starting);
starting.catch(async (error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
  await end();
  process.exit();
});
