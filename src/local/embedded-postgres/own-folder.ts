import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../platform/refusal';
import type { Location } from './location';
import { isOurServer, readPostmaster } from './postmaster';
import { run } from './run';

const PASSABLE = 0o711;
const GONE_POLL_MS = 50;

/** Everybody may write there, so an existing folder must be provably ours. */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: PASSABLE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || (found.mode & 0o022) !== 0) {
    throw new Refusal(
      'unready',
      `${folder} must be a folder that only this account can write to: move it away, then start again.`,
    );
  }
  await chmod(folder, PASSABLE);
}

/** Ends the server of a folder that was deleted under it, and removes what it left. */
export async function discardLeftovers({ folder, dataDirectory, mark }: Location): Promise<void> {
  const postmaster = await readPostmaster(dataDirectory);
  if (postmaster && (await isOurServer(postmaster.pid, mark))) {
    process.kill(postmaster.pid, 'SIGQUIT');
    while (await isOurServer(postmaster.pid, mark)) await sleep(GONE_POLL_MS);
  }
  const paths = (await readdir(folder)).map((entry) => join(folder, entry));
  if (paths.length === 0) return;
  // Not by Node: another account writes below, and rm follows no link that is put in its way.
  const removed = await run('/bin/rm', ['-rf', '--', ...paths], { account: null, cwd: '/' });
  if (removed.code !== 0) {
    throw new Refusal('unready', `${folder} could not be emptied.`, { output: removed.output });
  }
}
