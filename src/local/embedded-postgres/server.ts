import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../../node/free-port';
import { connectionString } from '../../platform/postgres/database-url';
import { Refusal } from '../../platform/refusal';
import type { Binaries } from './binaries';
import type { Location } from './location';
import type { Passwords } from './passwords';
import { clearForeignPid, isOurServer, readLastPort, readPostmaster } from './postmaster';
import { type Account, run } from './run';

export interface Server {
  location: Location;
  passwords: Passwords;
  account: Account | null;
  binaries: Binaries;
}

const POLL_MS = 50;
const RESPONSE_TIMEOUT_MS = 60_000;
const START_ATTEMPTS = 10;
const START_PAUSE_MS = 500;
const CONTROL_SECONDS = '60';

export function adminUrlOf({ passwords }: Pick<Server, 'passwords'>, port: number): string {
  return `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/postgres`;
}

/** Once it answers; null if none runs over this data. */
export async function findServer(
  server: Pick<Server, 'location' | 'passwords'>,
): Promise<number | null> {
  const deadline = Date.now() + RESPONSE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const postmaster = await readPostmaster(server.location.dataDirectory);
    if (!postmaster || !(await isOurServer(postmaster.pid, server.location.mark))) return null;
    const { port, isReady } = postmaster;
    if (port && isReady && (await answersForItsData(server, port))) return port;
    await sleep(POLL_MS);
  }
  throw new Refusal(
    'unready',
    `PostgreSQL is running over ${server.location.dataDirectory} but does not answer: see ${logOf(server)}.`,
  );
}

/** On its last port if that is free. Several attempts: a killed server's children linger. */
export async function startServer(server: Server): Promise<void> {
  const { dataDirectory, mark } = server.location;
  await clearForeignPid(dataDirectory, mark);
  const preferred = await readLastPort(dataDirectory);
  let output = '';
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    const started = await control(server, 'start', await findFreePort(preferred));
    if (started.code === 0) return;
    output = started.output;
    await sleep(START_PAUSE_MS);
  }
  throw new Refusal('unready', `PostgreSQL did not start: see ${logOf(server)}.`, { output });
}

export async function stopServer(server: Server): Promise<void> {
  const { account, binaries, location } = server;
  const args = ['stop', '-s', '-w', '-t', CONTROL_SECONDS, '-m', 'fast'];
  const stopped = await run(binaries.pgCtl, args, {
    account,
    cwd: location.folder,
    pgdata: location.dataDirectory,
  });
  if (stopped.code === 0) return;
  throw new Refusal('unready', `PostgreSQL did not stop: see ${logOf(server)}.`, {
    output: stopped.output,
  });
}

function control({ account, binaries, location }: Server, verb: 'start', port: number) {
  // Addresses and statements stay out of the server's log. Paths go by PGDATA and the working
  // folder, as pg_ctl passes its options to a shell.
  const options = [
    `-p ${port} -h 127.0.0.1 -k . -c cluster_name=${location.mark}`,
    '-c timezone=UTC -c log_timezone=UTC',
    '-c log_error_verbosity=terse -c log_min_error_statement=panic',
  ];
  const args = [verb, '-s', '-w', '-t', CONTROL_SECONDS, '-l', 'server.log'];
  return run(binaries.pgCtl, [...args, '-o', options.join(' ')], {
    account,
    cwd: location.dataDirectory,
    pgdata: location.dataDirectory,
  });
}

async function answersForItsData(
  server: Pick<Server, 'location' | 'passwords'>,
  port: number,
): Promise<boolean> {
  const admin = new pg.Client({ connectionString: connectionString(adminUrlOf(server, port)) });
  admin.on('error', () => {});
  try {
    await admin.connect();
    const { rows } = await admin.query('show data_directory');
    return rows[0].data_directory === server.location.dataDirectory;
  } catch (error) {
    // It refuses connections while it starts or stops; waiting doesn't fix a wrong password.
    if ((error as { code?: string }).code !== '28P01') return false;
    const { file } = server.passwords;
    throw new Refusal('unready', `The running PostgreSQL does not accept the password in ${file}.`);
  } finally {
    await admin.end();
  }
}

function logOf({ location }: Pick<Server, 'location'>): string {
  return join(location.dataDirectory, 'server.log');
}
