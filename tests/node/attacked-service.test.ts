import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atEnd } from '../helpers/at-end';
import { cloneDatabaseUrl } from '../helpers/database';
import { copyProjectForTests } from '../helpers/processes/command-line';
import { openRawClient } from '../helpers/processes/raw-client';
import { type ServedProject, serveProject } from '../helpers/processes/served-project';

const project = await copyProjectForTests();
const variables = { DATABASE_URL: await cloneDatabaseUrl() };
const GET = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** With little memory and this many descriptors. */
async function serve(descriptors: number): Promise<ServedProject> {
  const node = `exec ${process.execPath} --max-old-space-size=256 dist/node.mjs`;
  const command = ['sh', '-c', `ulimit -n ${descriptors}; ${node}`];
  const served = await serveProject(project, { variables, command });
  atEnd(() => served.stop('SIGKILL'));
  return served;
}

/** The status of one page, on a new connection. */
function ask(port: number, path: string, localAddress: string): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, localAddress, agent: false, timeout: 10_000 };
    get(options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode!)))
      .on('timeout', () => resolve('no answer in ten seconds'))
      .on('error', (error) => resolve(error.message));
  });
}

it('pipelined requests whose answers nobody reads neither end the service nor cost another visitor a page', async () => {
  const { port, pid } = await serve(4_096);
  const flood = async (nth: number) => {
    const client = await openRawClient(port, `127.0.1.${nth}`);
    client.socket.pause().write(GET.repeat(15_000));
  };
  await Promise.all(Array.from({ length: 8 }, (_, nth) => flood(nth + 1)));
  for (let n = 0; n < 20; n += 1) {
    expect(await ask(port, '/', '127.0.0.1')).toBe(200);
    await sleep(50);
  }
  expect(process.kill(pid, 0)).toBe(true);
});

it('more half-open requests than descriptors keep nobody from a page or a health check, not even at the attacker’s own address', async () => {
  const { port } = await serve(300);
  for (const nth of Array(600).keys()) {
    const { socket } = await openRawClient(
      port,
      nth % 2 ? '127.0.0.1' : `127.0.${nth % 3}.${(nth % 200) + 1}`,
    );
    socket.write('GET / HTTP/1.1\r\nHost: 127.');
  }
  const asked = ['/', '/readyz', '/healthz'].flatMap((path) =>
    ['127.0.0.1', '127.0.9.9'].map((from) => ask(port, path, from)),
  );
  expect(await Promise.all(asked)).toEqual(Array(6).fill(200));
});
