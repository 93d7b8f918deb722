import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterResend } from '../src/local/resend/enter-resend';
import { readState } from '../src/local/resend/state-file';
import type { Figure } from './figure';

const mails = Number(process.env.MAILS ?? 20_000);
const size = Number(process.env.SIZE ?? 40_000);
const ROWS = 100;
const WIDTH = 8;
const folder = process.env.FOLDER ?? (await mkdtemp(join(tmpdir(), 'stand-in-')));
const standIn = await enterResend({ folder, log: { info() {}, warn() {}, error() {} } });
const { pid } = (await readState(folder))!;
const line = '<td style="padding:4px 0">It’s “quoted” &amp; plain, Ship or skip?</td>\n';
const text = 'Ship or skip: a line of plain text, and then “another”.\n'.repeat(
  Math.ceil(size / 10 / 57),
);
const html = line.repeat(Math.ceil((size - text.length) / line.length));
const id = '#'.repeat(WIDTH);
const mail = {
  from: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
  to: [`reader${id}@example.com`],
  subject: 'Two editors, one week',
  html,
  text,
  headers: {
    'List-Unsubscribe': `<https://verdicts.example.com/u/${id}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  tags: [
    { name: 'installation', value: 'abc' },
    { name: 'issue', value: '1' },
    { name: 'delivery', value: id },
  ],
};
const one = Buffer.from(JSON.stringify(mail));
function fill(bytes: Buffer, number: number) {
  const digits = String(number).padStart(WIDTH, '0');
  for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at)) bytes.write(digits, at);
}
const places: number[] = [];
const batch = Buffer.from(`[${Array(ROWS).fill(one.toString()).join(',')}]`);
for (let at = batch.indexOf(id); at >= 0; at = batch.indexOf(id, at + 1)) places.push(at);
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
function post(number: number) {
  const bytes = Buffer.from(batch);
  places.forEach((at, k) =>
    bytes.write(
      String(number * ROWS + Math.floor(k / (places.length / ROWS))).padStart(WIDTH, '0'),
      at,
    ),
  );
  return new Promise<void>((resolve, reject) => {
    const asked = request(
      `${standIn.baseUrl}/emails/batch`,
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${standIn.apiKey}`,
          'idempotency-key': `b${number}`,
          'content-length': bytes.length,
        },
      },
      (answer) => {
        answer
          .resume()
          .on('end', () =>
            answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode))),
          );
      },
    );
    asked.on('error', reject);
    asked.end(bytes);
  });
}
async function cpu() {
  const [, rest] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ');
  const f = rest!.split(' ');
  return (Number(f[11]) + Number(f[12])) / 100;
}
async function rss() {
  return Number((await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmRSS:\s+(\d+)/)![1]) / 1024;
}
let next = 0;
const before = await cpu();
const begun = performance.now();
let peak = 0;
const timer = setInterval(async () => {
  peak = Math.max(peak, await rss().catch(() => 0));
}, 500);
await Promise.all(
  Array.from({ length: Number(process.env.POSTERS ?? 3) }, async () => {
    while (next * ROWS < mails) await post(next++);
  }),
);
const seconds = (performance.now() - begun) / 1000;
const used = (await cpu()) - before;
console.log({
  mails,
  kB: one.length / 1000,
  perSecond: Math.round(mails / seconds),
  perCpuSecond: Math.round(mails / used),
  rss: await rss(),
  peak,
});
clearInterval(timer);
const t = performance.now();
const counts = await (await fetch(`${standIn.mailboxUrl}/ledger.json`)).json();
console.log(
  'ledger.json',
  Math.round(performance.now() - t),
  'ms',
  JSON.stringify(counts).slice(0, 200),
);
await standIn.leave();
agent.destroy();
await rm(folder, { recursive: true });
