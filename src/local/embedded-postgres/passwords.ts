import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../node/files';
import { Refusal } from '../../platform/refusal';
import type { Location } from './location';
import type { Account } from './run';

export interface Passwords {
  superuser: string;
  service: string;
  /** initdb reads its first line. */
  file: string;
}

/** Made once, one a line, in a file that only PostgreSQL's account reads. */
export async function preparePasswords(
  location: Location,
  account: Account | null,
): Promise<Passwords> {
  const file = join(location.folder, 'passwords');
  const found = await readPasswords(file);
  if (found) return found;
  if (await exists(location.dataDirectory)) {
    throw new Refusal(
      'unready',
      `The data in ${location.dataDirectory} cannot be opened: its password file ${file} is missing.`,
    );
  }
  await writePasswords(file, account);
  return preparePasswords(location, account);
}

async function readPasswords(file: string): Promise<Passwords | null> {
  if (!(await exists(file))) return null;
  const [superuser, service] = (await readFile(file, 'utf8')).split('\n');
  if (!superuser || !service)
    throw new Refusal('unready', `${file} does not contain two passwords.`);
  return { superuser, service, file };
}

async function writePasswords(file: string, account: Account | null): Promise<void> {
  const unfinished = `${file}-unfinished`;
  const lines = [0, 1].map(() => `${randomBytes(24).toString('base64url')}\n`);
  await rm(unfinished, { force: true });
  await writeFile(unfinished, lines.join(''), { mode: 0o600, flag: 'wx' });
  if (account) await chown(unfinished, account.uid, account.gid);
  await rename(unfinished, file);
}
