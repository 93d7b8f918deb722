import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { startLocalResend } from '../../src/local/resend/start-resend';
import { type Database, openDatabase } from '../../src/platform/database';
import { cloneDatabaseUrl } from './database';
import { copyProject, type ProjectCopy } from './project-copy';
import { silent } from './silent-log';

// Each of these tests starts several processes; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** What a command left: its exit code, standard output and standard error. */
export interface Ran {
  code: number;
  out: string;
  said: string;
}

export interface CommandLine {
  /** Runs the bundle, `verdicts …`, in a process of its own. */
  run(...args: string[]): Promise<Ran>;
  /** The document that a command prints with --json; throws unless it exits 0. */
  ask<T>(...args: string[]): Promise<T>;
  db: Database;
  databaseUrl: string;
  mailboxUrl: string;
  project: ProjectCopy;
}

/** A copy of the project made for this test file and removed after it. */
export async function copyProjectForTests(): Promise<ProjectCopy> {
  const project = await copyProject();
  afterAll(() => project.remove());
  return project;
}

/** The command line on a database and a Resend emulator of this test file's own. */
export async function openCommandLine(): Promise<CommandLine> {
  const project = await copyProjectForTests();
  const databaseUrl = await cloneDatabaseUrl();
  const db = openDatabase(databaseUrl, { max: 2, log: silent });
  afterAll(() => db.destroy());
  // Held here, so that not every command has to start the emulator and stop it.
  await mkdir(join(project.folder, '.data'));
  const folder = join(project.folder, '.data', 'resend');
  const { mailboxUrl, stop } = await startLocalResend({ folder, log: silent });
  afterAll(stop);
  const run = (...args: string[]) => runBundle(project, args, { DATABASE_URL: databaseUrl });
  const ask = async <T>(...args: string[]) => {
    const ran = await run(...args, '--json');
    if (ran.code !== 0) throw new Error(`${args.join(' ')} exited ${ran.code}: ${ran.said}`);
    return JSON.parse(ran.out) as T;
  };
  return { run, ask, db, databaseUrl, mailboxUrl, project };
}

/** Runs `dist/cli.mjs` with these variables and none of ours. */
export function runBundle(
  { folder, environment }: ProjectCopy,
  args: string[],
  variables: Record<string, string> = {},
): Promise<Ran> {
  const options = { cwd: folder, env: { ...environment, ...variables } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli.mjs', ...args], options, (error, out, said) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, said });
    });
  });
}
