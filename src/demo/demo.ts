import { startLocalServices } from '../local/services';
import { findFreePort } from '../node/free-port';
import type { CreateApp } from '../node/serve';
import { readConfig } from '../platform/config';
import type { Log } from '../platform/log';
import { lockDemoFolder } from './weeks/demo-folder';
import { type DemoService, openDemoService } from './weeks/demo-service';
import { type DemoReport, readDemoReport } from './weeks/report';
import { demoReportInWords } from './weeks/report-in-words';
import { playTwoWeeks } from './weeks/two-weeks';

const READERS = 1_000;

export interface Demo {
  createApp: CreateApp;
  /** If it is free, else another one. */
  port: number;
  log: Log;
  progress: (text: string) => void;
}

export interface DemoRun {
  report: DemoReport;
  /** What was picked and why, the audiences adding up, what was counted next to the truth. */
  words: string;
  /** What to look at while it serves. */
  addresses: string;
  close: () => Promise<void>;
}

/** Ignores keys and databases in the environment. */
export async function runDemo(demo: Demo): Promise<DemoRun> {
  const started: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let stop = started.pop(); stop; stop = started.pop()) await stop();
  };
  try {
    const service = await startDemoService(demo, started);
    const truth = await playTwoWeeks(service, { readers: READERS, now: new Date() });
    const report = await readDemoReport(service.deps.db, truth);
    return {
      report,
      words: demoReportInWords(report),
      addresses: addresses(service, report),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Undone in reverse order, however far the start went. */
async function startDemoService(
  demo: Demo,
  started: (() => Promise<void>)[],
): Promise<DemoService> {
  const { log } = demo;
  const held = await lockDemoFolder();
  started.push(held.unlock);
  const port = await findFreePort(demo.port);
  // Simulated readers come from this machine and put their pretended address in X-Forwarded-For.
  const requested = readConfig({ PORT: String(port), TRUSTED_PROXIES: '127.0.0.1' });
  const services = await startLocalServices(requested, { ...held, log });
  started.push(services.stop);
  const config = { ...services.config, publicUrl: `http://localhost:${port}` };
  const service = await openDemoService({ ...demo, config, mailboxUrl: services.mailboxUrl! });
  started.push(service.close);
  return service;
}

function addresses({ deps, mailboxUrl }: DemoService, { picks, reports }: DemoReport): string {
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
    `The vote buttons in the mails of issue ${reports.at(-1)!.issue} work. Press Ctrl+C to stop.`,
  ].join('\n');
}
