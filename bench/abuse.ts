import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Attack, attacks } from './abuse/attacks';
import type { Visit, VisitorOrders } from './abuse/visitor-process';
import { watchMemory } from './delivery/process';
import { type Figure, stayUnder, stayWithin } from './figure';
import { type IntakeFixture, onIntakeFixture } from './taking/fixture';

const READERS = 200;
const SECONDS = 10;
const TARGET_P99_MS = 250;
/** The smallest machine that hosting companies rent out. */
const TARGET_MB = 512;
/** A process with this limit dies if it keeps what an attack sends. */
const HEAP_MB = 256;
/** Fewer than the attack's half-open requests; we keep a hundred of them for ourselves. */
const FEW_DESCRIPTORS = 300;
const SCARCE = 'half-open requests from one address';

export const method =
  'The bundled service in one process on the embedded PostgreSQL, attacked for ten seconds by a ' +
  'process that reconnects half a second or more after each close, from addresses in 127.0.0.0/8. ' +
  'In the meantime a visitor in another process requests sixty pages, clicks, pixels and files a ' +
  'second, a quarter of them on new connections, each timed from the moment when it was due. An ' +
  'error is a wrong answer, or none within five seconds. Service, PostgreSQL, attacker and ' +
  'visitor share two cores. Memory: the highest VmRSS, sampled five times a second, in MB of ' +
  '1,000,000 bytes. The first line is without an attack; the last repeats an attack with a limit ' +
  'of 300 descriptors. The service may use 256 MB of heap and goes through all attacks twice; the ' +
  'worse result counts.';

interface Attacked {
  name: string;
  visit: Visit;
  megabytes: number;
}

export async function run(): Promise<Figure[]> {
  const seen = await onIntakeFixture(READERS, measureTwice, { heapMb: HEAP_MB });
  const scarce = attacks.find(({ name }) => name === SCARCE)!;
  const name = `the same with ${FEW_DESCRIPTORS} descriptors`;
  const few = await onIntakeFixture(READERS, (fixture) => measure(fixture, name, scarce), {
    descriptors: FEW_DESCRIPTORS,
  });
  return toFigures([...seen, few]);
}

/** The same process through all attacks twice. */
async function measureTwice(fixture: IntakeFixture): Promise<Attacked[]> {
  const nobody = await measure(fixture, 'nobody', null);
  const first: Attacked[] = [];
  for (const attack of attacks) first.push(await measure(fixture, attack.name, attack));
  const both: Attacked[] = [];
  for (const [at, attack] of attacks.entries()) {
    both.push(worseOf(first[at]!, await measure(fixture, attack.name, attack)));
  }
  return [nobody, ...both];
}

/** The slower visit, the higher memory and the errors of both. */
function worseOf(one: Attacked, other: Attacked): Attacked {
  const { visit, name } = one.visit.p99Ms > other.visit.p99Ms ? one : other;
  const failed = one.visit.failed + other.visit.failed;
  const megabytes = Math.max(one.megabytes, other.megabytes);
  return { name, visit: { ...visit, failed }, megabytes };
}

async function measure(
  fixture: IntakeFixture,
  name: string,
  attack: Attack | null,
): Promise<Attacked> {
  const memory = watchMemory(fixture.pid);
  const end = attack ? await begin(attack, fixture) : () => {};
  const visit = await visitMeanwhile(fixture);
  end();
  const megabytes = memory.stop() / 1e6;
  const attacked = { name, visit, megabytes };
  process.stderr.write(`  ${tell(attacked)}\n`);
  return attacked;
}

/** Resolves when the attack is under way, to a function that ends it. */
async function begin({ name }: Attack, { port }: IntakeFixture): Promise<() => void> {
  const script = join(import.meta.dirname, 'abuse', 'attack-process.ts');
  const args = ['--import', 'tsx', script, JSON.stringify({ name, port })];
  const attacker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(attacker.stdout, 'data');
  attacker.stdout.resume();
  return () => attacker.kill('SIGKILL');
}

async function visitMeanwhile(fixture: IntakeFixture): Promise<Visit> {
  const { port, signer, deliveries, clickNumbers } = fixture;
  const { id } = deliveries[0]!;
  const orders: VisitorOrders = {
    port,
    seconds: SECONDS,
    pages: [
      ['/', 200],
      [`/o/${signer.sign('o', id)}`, 200],
      ['/healthz', 200],
      [`/c/${signer.sign('c', id)}/${clickNumbers[0]}`, 302],
      ['/style.css', 200],
      ['/issues', 200],
      ['/readyz', 200],
    ],
  };
  const script = join(import.meta.dirname, 'abuse', 'visitor-process.ts');
  const args = ['--import', 'tsx', script, JSON.stringify(orders)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Visit;
}

function tell({ name, visit, megabytes }: Attacked): string {
  const { p50Ms, p99Ms, errors } = visit;
  const times = `half within ${p50Ms.toFixed(1)} ms, 99% within ${p99Ms.toFixed(1)} ms`;
  return `${name}: ${times}; ${errors.join(', ') || 'no error'}; ${Math.round(megabytes)} MB`;
}

function toFigures(seen: Attacked[]): Figure[] {
  const failed = seen.reduce((sum, { visit }) => sum + visit.failed, 0);
  const megabytes = Math.max(...seen.map((each) => each.megabytes));
  return [
    ...seen.map(({ name, visit }) =>
      stayUnder(`attacked by ${name}`, visit.p99Ms, 'ms, 99th percentile', TARGET_P99_MS),
    ),
    stayWithin('errors of the visitor', failed, 'of all its requests', 0),
    stayUnder('memory of the service at its highest', megabytes, 'MB', TARGET_MB),
  ];
}
