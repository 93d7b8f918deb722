import { readFile } from 'node:fs/promises';
import { Refusal } from '../../platform/refusal';
import { type Account, run } from './run';

const UNPRIVILEGED = 'nobody';

/** PostgreSQL refuses to run as root. null means as ourselves. */
export async function findAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const fields = lines.map((line) => line.split(':')).find(([name]) => name === UNPRIVILEGED);
  if (!fields) {
    throw new Refusal(
      'unready',
      `PostgreSQL refuses to run as root, and there is no account "${UNPRIVILEGED}" to run it under: ` +
        'start the service as another user, or set DATABASE_URL.',
    );
  }
  return { name: UNPRIVILEGED, uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Whether the account can get into this folder. Tried, since modes don't say everything. */
export async function canReach(account: Account | null, folder: string): Promise<boolean> {
  if (!account) return true;
  const tried = await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { account, cwd: '/' });
  return tried.code === 0;
}
