import type { Log } from '../platform/log';
import { Refusal } from '../platform/refusal';
import { findAccount } from './embedded-postgres/account';
import { settleBinaries } from './embedded-postgres/binaries';
import { settleData } from './embedded-postgres/data';
import { settlePasswords } from './embedded-postgres/passwords';
import type { Place } from './embedded-postgres/place';
import type { Account } from './embedded-postgres/run';
import {
  adminUrlOf,
  findServer,
  type Server,
  startServer,
  stopServer,
} from './embedded-postgres/server';
import { settleServiceRole } from './embedded-postgres/service-role';
import { openFolder, settlePlace } from './embedded-postgres/settle-place';
import { beginTenancy, countOtherTenants, type Tenancy } from './embedded-postgres/tenancy';
import { underLock } from './lock';

/** An embedded PostgreSQL that this process uses until it leaves. */
export interface LocalPostgres {
  /** For the service: role and database `verdicts`, no superuser. */
  url: string;
  /** For tests and repairs: the superuser, database `postgres`. */
  adminUrl: string;
  dataDirectory: string;
  /** Gives the server up; the last process to do so stops it. A second call does nothing. */
  leave(): Promise<void>;
}

/**
 * Enters the embedded PostgreSQL of a folder, which is made if it is missing: finds the running
 * server or starts one, detached, so that it outlives a kill of this process. Throws a Refusal.
 */
export async function enterPostgres({
  folder,
  log,
}: {
  folder: string;
  log: Log;
}): Promise<LocalPostgres> {
  const account = await findAccount();
  const asked = await openFolder(folder, account);
  return underLock(asked, async () => {
    const server = await settleServer(await settlePlace(asked, { account, log }), account);
    const port = (await findServer(server)) ?? (await startAndFind(server));
    await settleServiceRole(adminUrlOf(server, port), server.passwords);
    const findAdminUrl = async () => {
      const found = await findServer(server);
      return found === null ? null : adminUrlOf(server, found);
    };
    const tenancy = await beginTenancy(adminUrlOf(server, port), { findAdminUrl, log });
    const leave = () => underLock(asked, () => leaveServer(server, tenancy));
    return describe(server, port, leave);
  });
}

async function settleServer(place: Place, account: Account | null): Promise<Server> {
  const binaries = await settleBinaries(place.folder, account);
  const passwords = await settlePasswords(place, account);
  await settleData(place, { account, binaries, passwordFile: passwords.file });
  return { place, account, binaries, passwords };
}

async function startAndFind(server: Server): Promise<number> {
  await startServer(server);
  const port = await findServer(server);
  if (port) return port;
  throw new Refusal('unready', 'PostgreSQL started and stopped again at once.');
}

function describe(server: Server, port: number, leave: () => Promise<void>): LocalPostgres {
  let left: Promise<void> | null = null;
  return {
    url: `postgres://verdicts:${server.passwords.service}@127.0.0.1:${port}/verdicts`,
    adminUrl: adminUrlOf(server, port),
    dataDirectory: server.place.dataDirectory,
    leave() {
      left ??= leave();
      return left;
    },
  };
}

async function leaveServer(server: Server, tenancy: Tenancy): Promise<void> {
  const own = await tenancy.end();
  const port = await findServer(server);
  if (port === null) return;
  const others = await countOtherTenants(adminUrlOf(server, port), own);
  if (others === 0) await stopServer(server);
}
