import { sql } from 'kysely';
import { migrations } from '../../../migrations';
import { reportInWords } from '../../cli/report-command';
import type { Config } from '../../platform/config';
import { readConfig } from '../../platform/config';
import { type Database, openDatabase } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import type { Log } from '../../platform/log';
import { migrate } from '../../platform/migrate';
import { openDeps } from '../../platform/open-deps';
import { deliverIssue } from '../../sending/deliver-issue';
import { settleVotes } from '../../votes/settle-votes';
import { findFreePort } from '../free-port';
import { openLocalGround } from '../ground';
import { type CreateApp, type Serving, serveApp } from '../serve';
import { type DemoAccount, readDemoAccount } from './account';
import { DemoClock } from './clock';
import { sendCrowd } from './crowd';
import { seededChance } from './people';
import { takeDemoFolder } from './place';
import { runWeek } from './week';

const SEED = 20;
const VOTERS = 300;
const EARLIER_MS = 5 * 60 * 60 * 1000;

export interface Demo {
  createApp: CreateApp;
  /** The port to serve on where it is free; another one where it is not. */
  port: number;
  log: Log;
  progress: (text: string) => void;
}

export interface DemoRun {
  account: DemoAccount;
  /** What was picked and why, the audience adding up, the votes. */
  words: string;
  /** What to look at while it serves. */
  addresses: string;
  close: () => Promise<void>;
}

/** The whole week at once. Whatever keys and databases the environment names are not looked at. */
export async function runDemo(demo: Demo): Promise<DemoRun> {
  const place = await takeDemoFolder();
  const port = await findFreePort(demo.port);
  const ground = await openLocalGround(readConfig({ PORT: String(port) }), {
    ...place,
    log: demo.log,
  });
  const config: Config = { ...ground.config, publicUrl: `http://localhost:${port}` };
  const db = openDatabase(config.databaseUrl, { max: 10, log: demo.log });
  const clock = new DemoClock(EARLIER_MS);
  const deps = await openFreshDeps(config, db, { log: demo.log, now: clock.now });
  const serving = await serveApp(deps, { createApp: demo.createApp, hostname: '127.0.0.1', port });
  const close = () => closeAll(serving, db, [ground.leave, place.leave]);
  try {
    const account = await live(deps, ground.mailboxUrl!, { ...demo, clock });
    return {
      account,
      words: accountInWords(account),
      addresses: addresses(config, ground.mailboxUrl!, account),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openFreshDeps(
  config: Config,
  db: Database,
  { log, now }: Pick<Deps, 'log' | 'now'>,
): Promise<Deps> {
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
  await migrate(db, migrations);
  const makeHand = (made: Deps) => (issueId: number) => deliverIssue(made, issueId);
  return openDeps({ config, db, log, now, makeHand });
}

async function live(
  deps: Deps,
  mailboxUrl: string,
  { progress, clock }: Demo & { clock: DemoClock },
): Promise<DemoAccount> {
  const chance = seededChance(SEED);
  const issueNumber = await runWeek(deps, { progress, chance });
  progress(`${VOTERS} readers open their mail …`);
  const count = await sendCrowd({ mailboxUrl, voters: VOTERS, chance, wait: clock.wait, progress });
  clock.catchUp();
  await settleVotes(deps.db, { at: deps.now() });
  progress(`They voted ${count.votes} times, and ${count.clicked} of them clicked.`);
  return readDemoAccount(deps.db, issueNumber);
}

async function closeAll(
  serving: Serving,
  db: Database,
  leaves: (() => Promise<void>)[],
): Promise<void> {
  await serving.close();
  await db.destroy();
  for (const leave of leaves) await leave();
}

function accountInWords({ picks, reports }: DemoAccount): string {
  const picked = picks.map(({ rank, slug, reason }) => `  ${rank}. ${slug}\n     ${reason}`);
  return ['', 'What was picked, and why:', ...picked, '', ...reports.map(reportInWords)].join('\n');
}

function addresses(
  { publicUrl }: Config,
  mailboxUrl: string,
  { picks, reports }: DemoAccount,
): string {
  return [
    '',
    'Look at:',
    `  the mailbox    ${mailboxUrl}`,
    `  the issue      ${publicUrl}/issues/${reports[0]!.issue}`,
    `  a comparison   ${publicUrl}/comparisons/${picks[0]!.slug}`,
    `  the home page  ${publicUrl}/`,
    'Vote buttons in the mailbox’s mails work. Stop with Ctrl+C.',
  ].join('\n');
}
