import { readConfig } from '../../platform/config';
import type { Log } from '../../platform/log';
import { findFreePort } from '../free-port';
import { openLocalGround } from '../ground';
import type { CreateApp } from '../serve';
import { type DemoAccount, readDemoAccount } from './account';
import { accountInWords } from './account-in-words';
import { takeDemoFolder } from './place';
import { openStage, type Stage } from './stage';
import { liveTwoWeeks } from './two-weeks';

const READERS = 1_000;

export interface Demo {
  createApp: CreateApp;
  /** The port to serve on where it is free; another one where it is not. */
  port: number;
  log: Log;
  progress: (text: string) => void;
}

export interface DemoRun {
  account: DemoAccount;
  /** What was picked and why, the audiences adding up, what was counted beside the truth. */
  words: string;
  /** What to look at while it serves. */
  addresses: string;
  close: () => Promise<void>;
}

/** Two weeks at once. Whatever keys and databases the environment names are not looked at. */
export async function runDemo(demo: Demo): Promise<DemoRun> {
  const entered: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let leave = entered.pop(); leave; leave = entered.pop()) await leave();
  };
  try {
    const stage = await enterStage(demo, entered);
    const truth = await liveTwoWeeks(stage, { readers: READERS, now: new Date() });
    const account = await readDemoAccount(stage.deps.db, truth);
    return { account, words: accountInWords(account), addresses: addresses(stage, account), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What has been entered on the way is left in the opposite order, however far it went. */
async function enterStage(demo: Demo, entered: (() => Promise<void>)[]): Promise<Stage> {
  const { log } = demo;
  const place = await takeDemoFolder();
  entered.push(place.leave);
  const port = await findFreePort(demo.port);
  // The crowd comes from this machine and says in X-Forwarded-For from where it pretends to come.
  const asked = readConfig({ PORT: String(port), TRUSTED_PROXIES: '127.0.0.1' });
  const ground = await openLocalGround(asked, { ...place, log });
  entered.push(ground.leave);
  const config = { ...ground.config, publicUrl: `http://localhost:${port}` };
  const stage = await openStage({ ...demo, config, mailboxUrl: ground.mailboxUrl! });
  entered.push(stage.close);
  return stage;
}

function addresses({ deps, mailboxUrl }: Stage, { picks, reports }: DemoAccount): string {
  const { publicUrl } = deps.config;
  const pages: [string, string][] = [
    ['the mailbox', mailboxUrl],
    ...reports.map(({ issue }): [string, string] => [
      `issue ${issue}`,
      `${publicUrl}/issues/${issue}`,
    ]),
    ['a comparison', `${publicUrl}/comparisons/${picks[0]!.slug}`],
    ['the home page', `${publicUrl}/`],
  ];
  return [
    '',
    'Look at:',
    ...pages.map(([what, address]) => `  ${what.padEnd(15)}${address}`),
    `Vote buttons in the mails of issue ${reports.at(-1)!.issue} work. Stop with Ctrl+C.`,
  ].join('\n');
}
