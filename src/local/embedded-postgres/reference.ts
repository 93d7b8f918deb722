import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { errorFields, type Log } from '../../platform/log';
import { connectionString } from '../../platform/postgres/database-url';

const APPLICATION_NAME = 'verdicts-reference';
const RETRY_MS = 1_000;
const GONE_POLL_MS = 10;
const GONE_WITHIN_MS = 5_000;

/** One open connection, which dies with our process. */
export interface Reference {
  /** Returns the server's process behind the connection, null if it was lost before. */
  end(): Promise<number | null>;
}

interface Connection {
  client: pg.Client;
  backend: number;
}

/** If the connection is lost, asks `findAdminUrl` until a server runs again. */
export async function addReference(
  adminUrl: string,
  { findAdminUrl, log }: { findAdminUrl: () => Promise<string | null>; log: Log },
): Promise<Reference> {
  let hasEnded = false;
  let current: Connection | null = await connect(adminUrl, onLost);

  function onLost(): void {
    current = null;
    if (!hasEnded) void reconnect();
  }

  async function reconnect(): Promise<void> {
    while (!hasEnded && !current) {
      await sleep(RETRY_MS, undefined, { ref: false });
      current = await tryAgain().catch((error) => {
        log.warn(errorFields(error), 'the embedded PostgreSQL is not back yet');
        return null;
      });
    }
    if (hasEnded) await current?.client.end();
  }

  async function tryAgain(): Promise<Connection | null> {
    const url = hasEnded ? null : await findAdminUrl();
    return url === null ? null : connect(url, onLost);
  }

  return {
    async end() {
      hasEnded = true;
      const last = current;
      await last?.client.end();
      return last?.backend ?? null;
    },
  };
}

/** Waits for `own` to vanish, so that of two that stop at once one is last. */
export async function countOtherReferences(adminUrl: string, own: number | null): Promise<number> {
  const admin = new pg.Client(connectionString(adminUrl));
  await admin.connect();
  try {
    const deadline = Date.now() + GONE_WITHIN_MS;
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
