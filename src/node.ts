import { schedule } from 'node-cron';
import { jobs } from '../jobs';
import { runDueJobs } from '../jobs/run-job';
import { migrations } from '../migrations';
import { createApp } from './app';
import { startBackgroundWork } from './local/background-work';
import { dataFolder } from './local/folders';
import { openLocalGround, rememberAddress } from './local/ground';
import { serveApp } from './local/serve';
import { ConfigRefusal, readConfig } from './platform/config';
import { openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { errorFields, openLog } from './platform/log';
import { migrate } from './platform/migrate';
import { openDeps } from './platform/open-deps';
import { deliverIssue } from './sending/deliver-issue';

const STOP_WITHIN_MS = 8_000;

const log = openLog(1);

async function start(): Promise<void> {
  const ground = await openLocalGround(readConfig(process.env), { folder: dataFolder(), log });
  const { config } = ground;
  const db = openDatabase(config.databaseUrl, { max: 10, log });
  await migrate(db, migrations);
  const work = startBackgroundWork(log);
  const now = () => new Date();
  const makeHand = (deps: Deps) => async (issueId: number) =>
    work.begin(`issue ${issueId}`, (signal) => deliverIssue(deps, issueId, { signal }));
  const deps = await openDeps({ config, db, log, now, makeHand });
  const hostname = config.production ? '0.0.0.0' : '127.0.0.1';
  const server = await serveApp(deps, { createApp, hostname, port: config.port });
  const tick = schedule('* * * * *', () => work.begin('jobs', () => runDueJobs(deps, jobs, now())));
  work.begin('jobs', () => runDueJobs(deps, jobs, now()));
  stopOnSignal(async () => {
    await tick.stop();
    await server.close();
    await work.stop();
    await db.destroy();
    await ground.leave();
  });
  await rememberAddress(dataFolder(), config.publicUrl);
  log.info({ event: 'serving', url: config.publicUrl, mailbox: ground.mailboxUrl }, 'serving');
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
