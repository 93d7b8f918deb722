import { sql } from 'kysely';
import { jobs } from '../../../jobs';
import { openWeekJob } from '../../../jobs/open-week';
import { migrations } from '../../../migrations';
import { openDeps } from '../../mail/open-deps';
import { type CreateApp, serveApp } from '../../node/serve';
import type { Config } from '../../platform/config';
import { type Database, openDatabase } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import type { Log } from '../../platform/log';
import { migrate } from '../../platform/postgres/migrate';
import { deliverIssue } from '../../sending/deliver-issue';
import { BackgroundTasks } from './background-tasks';
import { DemoClock } from './clock';
import { HttpClient } from './http-client';
import { atSimulatedTime } from './simulated-time';

/** The service on simulated time, served and empty, with its mailbox. */
export interface DemoService {
  deps: Deps;
  clock: DemoClock;
  background: BackgroundTasks;
  client: HttpClient;
  mailboxUrl: string;
  progress: (text: string) => void;
  /** Moves time on to this moment and does what the minute's jobs do. */
  runJobs: (at: Date) => Promise<void>;
  close: () => Promise<void>;
}

interface Opening {
  /** `publicUrl` is this machine and the port to serve on. What its database holds is lost. */
  config: Config;
  mailboxUrl: string;
  createApp: CreateApp;
  log: Log;
  progress: (text: string) => void;
}

export async function openDemoService({
  config,
  mailboxUrl,
  ...opening
}: Opening): Promise<DemoService> {
  const { createApp, log, progress } = opening;
  const db = openDatabase(withoutSync(config.databaseUrl), { max: 10, log });
  const clock = new DemoClock();
  const background = new BackgroundTasks(log);
  const makeEnqueue = (made: Deps) => (issueId: number) => deliverIssue(made, issueId);
  await startAfresh(db);
  const { now } = clock;
  const deps = await openDeps({
    config,
    db,
    log,
    now,
    makeEnqueue,
    runInBackground: background.begin,
  });
  const url = new URL(config.publicUrl);
  const client = new HttpClient(url);
  const serving = await serveApp(deps, {
    createApp: atSimulatedTime(createApp, clock),
    hostname: '127.0.0.1',
    port: Number(url.port),
  });
  const close = async () => {
    client.close();
    await serving.close();
    await background.end();
    await db.destroy();
  };
  const runJobs = (at: Date) => runJobsAt(deps, clock, at);
  return { deps, clock, background, client, mailboxUrl, progress, runJobs, close };
}

/** A demo starts from nothing each time, so no commit need wait for the disk. */
function withoutSync(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c synchronous_commit=off');
  return url.href;
}

async function startAfresh(db: Database): Promise<void> {
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
  await migrate(db, migrations);
}

/** Without the one that opens a week, which the demo does in its own time. */
async function runJobsAt(deps: Deps, clock: DemoClock, at: Date): Promise<void> {
  clock.moveTo(at);
  for (const job of jobs) {
    const { runSlot = job.run } = job;
    if (job !== openWeekJob) await runSlot(deps, at);
  }
}
