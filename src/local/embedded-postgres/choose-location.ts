import { chmod, mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../node/files';
import type { Log } from '../../platform/log';
import { Refusal } from '../../platform/refusal';
import { canReach } from './account';
import { type Location, locationIn, markOf } from './location';
import { discardLeftovers, makeOwnFolder } from './own-folder';
import type { Account } from './run';

const ELSEWHERE = '/var/tmp';

/** Makes it passable for the account. Returns its real path. */
export async function openFolder(folder: string, account: Account | null): Promise<string> {
  await mkdir(folder, { recursive: true, mode: account ? 0o711 : 0o700 });
  const { mode } = await stat(folder);
  if (account && (mode & 0o001) === 0) await chmod(folder, (mode & 0o777) | 0o011);
  return realpath(folder);
}

/**
 * The folder, or a substitute if the account can't reach it. A file `elsewhere` in the folder ties
 * the two together: without it, the substitute belongs to a folder now gone.
 */
export async function chooseLocation(
  asked: string,
  { account, log }: { account: Account | null; log: Log },
): Promise<Location> {
  const mark = markOf(asked);
  const tie = join(asked, 'elsewhere');
  const isTied = await exists(tie);
  if (!isTied && (await canReach(account, asked))) return locationIn(asked, mark);
  const folder = join(ELSEWHERE, mark);
  if (!isTied) await requireNoData(asked, account);
  await makeOwnFolder(folder);
  if (!isTied) await discardLeftovers(locationIn(folder, mark));
  await writeFile(tie, `${folder}\n`);
  log.info(
    { folder },
    `PostgreSQL keeps the data of ${asked} in ${folder}, where its account can reach it`,
  );
  return locationIn(folder, mark);
}

async function requireNoData(asked: string, account: Account | null): Promise<void> {
  if (!(await exists(join(asked, 'data')))) return;
  throw new Refusal(
    'unready',
    `The account "${account?.name}" that runs PostgreSQL can no longer reach its data in ${asked}: ` +
      'let it pass through every folder above.',
  );
}
