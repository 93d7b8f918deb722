import { underLock } from '../node/lock';
import type { Log } from '../platform/log';
import { Refusal } from '../platform/refusal';
import { findAccount } from './embedded-postgres/account';
import { prepareBinaries } from './embedded-postgres/binaries';
import { chooseLocation, openFolder } from './embedded-postgres/choose-location';
import { prepareData } from './embedded-postgres/data';
import type { Location } from './embedded-postgres/location';
import { preparePasswords } from './embedded-postgres/passwords';
import { addReference, countOtherReferences } from './embedded-postgres/reference';
import type { Account } from './embedded-postgres/run';
import {
  adminUrlOf,
  findServer,
  type Server,
  startServer,
  stopServer,
} from './embedded-postgres/server';
import { prepareServiceRole } from './embedded-postgres/service-role';
import type { Reference } from './reference';

/** In use by this process until `stop`. */
export interface LocalPostgres {
  /** For the service: role and database `verdicts`, no superuser. */
  url: string;
  /** For tests and repairs: the superuser, database `postgres`. */
  adminUrl: string;
  dataDirectory: string;
  /** The last process to give the server up stops it. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Finds the folder's running server or starts one, detached, so that it outlives a kill of this
 * process. Throws a Refusal.
 */
export async function startLocalPostgres({
  folder,
  log,
}: {
  folder: string;
  log: Log;
}): Promise<LocalPostgres> {
  const account = await findAccount();
  const asked = await openFolder(folder, account);
  return underLock(asked, async () => {
    const server = await prepareServer(await chooseLocation(asked, { account, log }), account);
    const port = (await findServer(server)) ?? (await startAndFind(server));
    await prepareServiceRole(adminUrlOf(server, port), server.passwords);
    const findAdminUrl = async () => {
      const found = await findServer(server);
      return found === null ? null : adminUrlOf(server, found);
    };
    const reference = await addReference(adminUrlOf(server, port), { findAdminUrl, log });
    const stop = () => underLock(asked, () => giveUpServer(server, reference));
    return describe(server, port, stop);
  });
}

async function prepareServer(location: Location, account: Account | null): Promise<Server> {
  const binaries = await prepareBinaries(location.folder, account);
  const passwords = await preparePasswords(location, account);
  await prepareData(location, { account, binaries, passwordFile: passwords.file });
  return { location, account, binaries, passwords };
}

async function startAndFind(server: Server): Promise<number> {
  await startServer(server);
  const port = await findServer(server);
  if (port) return port;
  throw new Refusal('unready', 'PostgreSQL started, then stopped at once.');
}

function describe(server: Server, port: number, stop: () => Promise<void>): LocalPostgres {
  let stopped: Promise<void> | null = null;
  return {
    url: `postgres://verdicts:${server.passwords.service}@127.0.0.1:${port}/verdicts`,
    adminUrl: adminUrlOf(server, port),
    dataDirectory: server.location.dataDirectory,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function giveUpServer(server: Server, reference: Reference<number>): Promise<void> {
  const own = await reference.end();
  const port = await findServer(server);
  if (port === null) return;
  const others = await countOtherReferences(adminUrlOf(server, port), own);
  if (others === 0) await stopServer(server);
}
