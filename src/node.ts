import { schedule } from 'node-cron';
import { jobs } from '../jobs';
import { runDueJobs } from '../jobs/run-job';
import { migrations } from '../migrations';
import { createApp } from './app';
import { startBackgroundWork } from './local/background-work';
import { readEnvironment } from './local/environment';
import { dataFolder } from './local/folders';
import { type LocalGround, openLocalGround, rememberAddress } from './local/ground';
import { serveApp } from './local/serve';
import { ConfigRefusal, readConfig } from './platform/config';
import { openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { errorFields, openLog } from './platform/log';
import { migrate } from './platform/migrate';
import { openDeps } from './platform/open-deps';
import { deliverIssue } from './sending/deliver-issue';

const STOP_WITHIN_MS = 8_000;
const MAX_CONNECTIONS = 10;

const log = openLog(1);

async function start(): Promise<void> {
  const folder = dataFolder();
  const ground = await openLocalGround(readConfig(readEnvironment()), {
    folder,
    log,
    serves: true,
  });
  try {
    await serveOn(ground);
  } catch (error) {
    await ground.leave();
    throw error;
  }
  const { publicUrl, production } = ground.config;
  await rememberAddress(folder, publicUrl);
  log.info({ event: 'serving', url: publicUrl }, 'serving');
  if (!production) process.stderr.write(greeting(ground));
}

async function serveOn({ config, leave }: LocalGround): Promise<void> {
  const db = openDatabase(config.databaseUrl, { max: MAX_CONNECTIONS, log });
  await migrate(db, migrations);
  const work = startBackgroundWork(log);
  const makeHand = (deps: Deps) => async (issueId: number) =>
    work.begin(`issue ${issueId}`, (signal) => deliverIssue(deps, issueId, { signal }));
  const deps = await openDeps({ config, db, log, now, makeHand });
  const hostname = config.production ? '0.0.0.0' : '127.0.0.1';
  const server = await serveApp(deps, { createApp, hostname, port: config.port });
  const runJobs = () => work.begin('jobs', () => runDueJobs(deps, jobs, now()));
  const tick = schedule('* * * * *', runJobs);
  runJobs();
  stopOnSignal(async () => {
    await tick.stop();
    await server.close();
    await work.stop();
    await db.destroy();
    await leave();
  });
}

function now(): Date {
  return new Date();
}

function greeting({ config, mailboxUrl }: LocalGround): string {
  const mail = mailboxUrl ? `Every mail stays here: ${mailboxUrl}` : 'Mail is live.';
  return `\nServing ${config.publicUrl}\n${mail}\nStop with Ctrl+C.\n\n`;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    // Work that does not end in time loses nothing: its rows carry leases.
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ event: 'stop', ...errorFields(error) }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function explain(error: unknown): string {
  if (error instanceof ConfigRefusal) return error.message;
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return 'The port is taken: set PORT to a free one.';
  if (code === 'ECONNREFUSED') return 'The database does not answer: see DATABASE_URL.';
  return `The service could not start: ${error instanceof Error ? error.stack : String(error)}`;
}

start().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
