import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeArgs } from '../src/local/resend/launch';
import { type LocalResend, startLocalResend } from '../src/local/resend/start-resend';
import { readState } from '../src/local/resend/state-file';
import { silent } from '../tests/helpers/silent-log';
import type { Figure } from './figure';
import { NumberedBatch } from './numbered-batch';

const ROWS = 100;
const CALLERS = 4;
const LARGE = { bytes: 40_000, mails: 40_000 };
const SMALL = { bytes: 1_500, mails: 1_000_000 };
const TARGET_MAILS_PER_SECOND = 4_000;
const TARGET_MB = 300;
const TARGET_LEDGER_MS = 500;
/** USER_HZ: what /proc counts processor time in. */
const TICKS_PER_SECOND = 100;
const POLL_MS = 20;

export const method =
  'The bundled emulator in its own process with its ledger on disk; four callers post prepared ' +
  'batches of 100. Speed: 40,000 mails of 40 kB with typographic quotes, in processor time of all ' +
  'its threads. Memory: VmRSS after a million mails of 1.5 kB to addresses in random order, in MB ' +
  'of 1,000,000 bytes; then the time of GET /ledger.json.';

interface Served {
  resend: LocalResend;
  pid: number;
}

export async function run(): Promise<Figure[]> {
  const seconds = await onEmulator(async (served) => {
    const before = await readProcessorSeconds(served);
    await postAll(served, LARGE);
    return (await readProcessorSeconds(served)) - before;
  });
  const [megabytes, ms] = await onEmulator(async (served) => {
    await postAll(served, SMALL);
    return [await readMegabytes(served), await timeLedger(served)];
  });
  const perSecond = Math.round(LARGE.mails / seconds);
  return [
    {
      ...{ name: 'emulator takes 40 kB mails', value: perSecond, unit: 'mails a second' },
      ...{ target: TARGET_MAILS_PER_SECOND, met: perSecond >= TARGET_MAILS_PER_SECOND },
    },
    atMost('emulator after a million mails', megabytes!, { unit: 'MB', target: TARGET_MB }),
    atMost('its ledger.json by then', ms!, { unit: 'ms', target: TARGET_LEDGER_MS }),
  ];
}

function atMost(
  name: string,
  measured: number,
  { unit, target }: { unit: string; target: number },
) {
  const value = Math.round(measured);
  return { name, value, unit, target, met: value <= target };
}

async function onEmulator<T>(work: (served: Served) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  const program = join(process.cwd(), 'dist/resend-emulator.mjs');
  spawn(process.execPath, [...nodeArgs, program, folder], { stdio: 'ignore' });
  while (!(await readState(folder))) await sleep(POLL_MS);
  const resend = await startLocalResend({ folder, log: silent });
  try {
    const { pid } = (await readState(folder))!;
    return await work({ resend, pid });
  } finally {
    await resend.stop();
    await rm(folder, { recursive: true });
  }
}

async function postAll(served: Served, { bytes, mails }: typeof LARGE): Promise<void> {
  const batch = new NumberedBatch(ROWS, bytes);
  const agent = new Agent({ keepAlive: true });
  let next = 0;
  async function postInTurn(): Promise<void> {
    while (next < mails / ROWS) {
      const number = next;
      next += 1;
      await post(served, { agent, key: `batch-${number}`, body: batch.make(number, ROWS) });
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, postInTurn));
  agent.destroy();
}

function post(
  { resend }: Served,
  { agent, key, body }: { agent: Agent; key: string; body: Buffer },
): Promise<void> {
  const headers = {
    authorization: `Bearer ${resend.apiKey}`,
    'idempotency-key': key,
    'content-length': body.length,
  };
  return new Promise((resolve, reject) => {
    const url = `${resend.baseUrl}/emails/batch`;
    const outgoing = request(url, { agent, method: 'POST', headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      answer.resume().on('end', resolve);
    });
    outgoing.on('error', reject).end(body);
  });
}

async function timeLedger({ resend }: Served): Promise<number> {
  const begun = performance.now();
  const counts = await (await fetch(`${resend.mailboxUrl}/ledger.json`)).json();
  if (counts.distinct_recipients !== SMALL.mails) throw new Error(JSON.stringify(counts));
  return performance.now() - begun;
}

async function readProcessorSeconds({ pid }: Served): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function readMegabytes({ pid }: Served): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024) / 1e6;
}
