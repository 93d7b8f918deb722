import { chown, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../node/files';
import { Refusal } from '../../platform/refusal';
import type { Binaries } from './binaries';
import type { Location } from './location';
import { type Account, run } from './run';

interface Making {
  account: Account | null;
  binaries: Binaries;
  passwordFile: string;
}

/** It gets its name only when it is whole. */
export async function prepareData(location: Location, making: Making): Promise<void> {
  if (await exists(location.dataDirectory)) return requireMajor(location, making.binaries.major);
  const unfinished = `${location.dataDirectory}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (making.account) await chown(unfinished, making.account.uid, making.account.gid);
  await initialise(unfinished, making);
  await rename(unfinished, location.dataDirectory);
}

async function initialise(folder: string, making: Making): Promise<void> {
  const args = [
    ...['-U', 'postgres', `--pwfile=${making.passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--no-locale', '--no-instructions'],
  ];
  const { account, binaries } = making;
  const made = await run(binaries.initdb, args, { account, cwd: folder, pgdata: folder });
  if (made.code === 0) return;
  throw new Refusal('unready', `PostgreSQL could not create its data in ${folder}.`, {
    output: made.output,
  });
}

async function requireMajor({ dataDirectory }: Location, major: string): Promise<void> {
  const found = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8')).trim();
  if (found === major) return;
  throw new Refusal(
    'unready',
    `The data in ${dataDirectory} was written by PostgreSQL ${found} and cannot be opened by PostgreSQL ${major}: ` +
      'dump it with the old version and load it into a new folder.',
  );
}
