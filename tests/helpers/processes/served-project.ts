import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../../src/node/free-port';
import type { ProjectCopy } from './project-copy';

const POLL_MS = 10;
const RESPONSE_TIMEOUT_MS = 60_000;
/** As `npm start` does after bundling. */
const PROGRAM = [
  process.execPath,
  '--enable-source-maps',
  '--max-semi-space-size=8',
  'dist/node.mjs',
];

/** A service in its own process that has answered its first page. */
export interface ServedProject {
  pid: number;
  port: number;
  url: string;
  firstPageMs: number;
  /** Both streams, in the order of writing. */
  output(): string;
  /** On standard output, and on standard error. */
  out(): string;
  said(): string;
  /** Its exit code; null if the signal itself ended it. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** In a process group of its own; waits until the home page answers. */
export async function serveProject(
  { folder, environment }: ProjectCopy,
  { variables = {}, command = PROGRAM }: { variables?: object; command?: string[] } = {},
): Promise<ServedProject> {
  const port = await findFreePort(null);
  const env = { ...environment, ...variables, PORT: String(port) };
  const begunAt = performance.now();
  const [program, ...args] = command;
  const child = spawn(program!, args, { cwd: folder, env, detached: true });
  const written = { all: '', out: '', said: '' };
  const collect = (stream: Readable, name: 'out' | 'said') =>
    stream.setEncoding('utf8').on('data', (text: string) => {
      written.all += text;
      written[name] += text;
    });
  collect(child.stdout, 'out');
  collect(child.stderr, 'said');
  const ended = once(child, 'close') as Promise<[number | null]>;
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    return (await ended)[0];
  };
  const url = `http://127.0.0.1:${port}`;
  const answered = await waitForPage(url, () => child.exitCode !== null);
  const firstPageMs = performance.now() - begunAt;
  if (!answered) {
    await stop();
    throw new Error(`no page came from ${url}: ${written.all}`);
  }
  const { pid } = child;
  const texts = { output: () => written.all, out: () => written.out, said: () => written.said };
  return { pid: pid!, port, url, firstPageMs, ...texts, stop };
}

async function waitForPage(url: string, hasEnded: () => boolean): Promise<boolean> {
  const deadline = Date.now() + RESPONSE_TIMEOUT_MS;
  while (Date.now() < deadline && !hasEnded()) {
    const answer = await fetch(`${url}/`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return true;
    await sleep(POLL_MS);
  }
  return false;
}
