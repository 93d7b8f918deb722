import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../platform/log';
import { connectionString } from '../../platform/postgres/database-url';
import { holdReference, type Reference } from '../reference';

const APPLICATION_NAME = 'verdicts-reference';
const GONE_POLL_MS = 10;
const GONE_TIMEOUT_MS = 5_000;

interface Connection {
  client: pg.Client;
  backend: number;
}

/** Its end returns the server's process behind the connection. */
export function addReference(
  adminUrl: string,
  { findAdminUrl, log }: { findAdminUrl: () => Promise<string | null>; log: Log },
): Promise<Reference<number>> {
  return holdReference<string, Connection, number>(adminUrl, {
    name: 'the embedded PostgreSQL',
    connect,
    find: findAdminUrl,
    end: async ({ client, backend }) => {
      await client.end();
      return backend;
    },
    log,
  });
}

/** Waits for `own` to vanish, so that of two that stop at once one is last. */
export async function countOtherReferences(adminUrl: string, own: number | null): Promise<number> {
  const admin = new pg.Client(connectionString(adminUrl));
  await admin.connect();
  try {
    const deadline = Date.now() + GONE_TIMEOUT_MS;
    for (;;) {
      const backends = await listBackends(admin);
      const others = backends.filter((backend) => backend !== own);
      if (others.length === backends.length || Date.now() > deadline) return others.length;
      await sleep(GONE_POLL_MS);
    }
  } finally {
    await admin.end();
  }
}

async function listBackends(admin: pg.Client): Promise<number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1',
    [APPLICATION_NAME],
  );
  return rows.map((row) => row.pid);
}

async function connect(adminUrl: string, onLost: () => void): Promise<Connection> {
  const client = new pg.Client({
    connectionString: connectionString(adminUrl),
    application_name: APPLICATION_NAME,
    keepAlive: true,
  });
  // 'end' tells of a lost server too; an 'error' without a listener would end our process.
  client.on('error', () => {});
  await client.connect();
  client.once('end', onLost);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return { client, backend: rows[0]!.pid };
}
