import { Agent, get } from 'node:http';

/** Orders to the process of a well-behaved visitor. */
export interface VisitorOrders {
  port: number;
  /** With the status that each must have. */
  pages: [path: string, status: number][];
  seconds: number;
}

export interface Visit {
  p50Ms: number;
  p99Ms: number;
  /** Each once. */
  errors: string[];
  failed: number;
}

const A_SECOND = 60;
const FRESH_EACH = 4;
const GIVE_UP_MS = 5_000;

const { port, pages, seconds } = JSON.parse(process.argv[2]!) as VisitorOrders;
const kept = new Agent({ keepAlive: true });
const latencies: number[] = [];
const errors = new Map<string, number>();
const count = (error: string) => errors.set(error, (errors.get(error) ?? 0) + 1);

/** Every fourth page on a new connection, as a new visitor has; timed from when it was due. */
function ask(nth: number, dueAt: number): Promise<void> {
  const [path, status] = pages[nth % pages.length]!;
  const agent = nth % FRESH_EACH === 0 ? (false as const) : kept;
  return new Promise((resolve) => {
    const outgoing = get(
      { host: '127.0.0.1', port, path, agent, timeout: GIVE_UP_MS },
      (answer) => {
        answer.resume().on('end', () => {
          latencies.push(performance.now() - dueAt);
          if (answer.statusCode !== status) count(`${answer.statusCode} instead of ${status}`);
          resolve();
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within five seconds')));
    outgoing.on('error', (error) => {
      latencies.push(GIVE_UP_MS);
      count(error.message);
      resolve();
    });
  });
}

const begunAt = performance.now();
const all = seconds * A_SECOND;
const visits: Promise<void>[] = [];
for (let nth = 0; nth < all; nth += 1) {
  const dueAt = begunAt + (nth * 1_000) / A_SECOND;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
  visits.push(ask(nth, dueAt));
}
await Promise.all(visits);
const sorted = latencies.toSorted((a, b) => a - b);
const visit: Visit = {
  p50Ms: sorted[Math.floor(sorted.length / 2)]!,
  p99Ms: sorted[Math.floor(sorted.length * 0.99)]!,
  errors: [...errors].map(([error, times]) => `${error} (${times})`),
  failed: [...errors.values()].reduce((sum, times) => sum + times, 0),
};
process.stdout.write(JSON.stringify(visit));
process.exit();
