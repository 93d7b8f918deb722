import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import type { Database } from '../../../src/platform/database';
import { atEnd } from '../at-end';
import { cloneDatabase } from '../database';
import { makeDeps, type TestDeps } from '../deps';
import { type CommandResult, runCommandAt } from './program';
import { copyProject, type ProjectCopy } from './project-copy';

/** Who starts several processes on a busy machine has to wait for them. */
const TEST_TIMEOUT_MS = 60_000;

export interface CommandLine {
  /** Runs `verdicts …` inside this process. */
  run(...args: string[]): Promise<CommandResult>;
  /** The document that a command prints with --json; throws unless it exits 0. */
  ask<T>(...args: string[]): Promise<T>;
  deps: TestDeps;
  db: Database;
  /** The path of a file by this name in a folder of its own. */
  file(name: string): string;
}

/** The command line on a database and a Resend emulator of this test's or test file's own. */
export async function openCommandLine(): Promise<CommandLine> {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const folder = await mkdtemp(join(tmpdir(), 'verdicts-command-line-'));
  atEnd(() => rm(folder, { recursive: true }));
  const run = async (...args: string[]) => {
    const ran = { out: '', said: '' };
    const on = (stream: 'out' | 'said') => (text: string) => {
      ran[stream] += endLine(text);
    };
    const terminal = { out: on('out'), progress: on('said'), complain: on('said') };
    return { ...(await runCommandAt(terminal, deps, ...args)), ...ran };
  };
  const ask = async <T>(...args: string[]) => {
    const ran = await run(...args, '--json');
    if (ran.code !== 0) throw new Error(`${args.join(' ')} exited ${ran.code}: ${ran.said}`);
    return JSON.parse(ran.out) as T;
  };
  return { run, ask, deps, db, file: (name) => join(folder, name) };
}

/** As at a terminal, where the next text begins a line. */
const endLine = (text: string) => `${text.replace(/\n$/, '')}\n`;

/** A copy of the project made for this test file and removed after it. */
export async function copyProjectForTests(): Promise<ProjectCopy> {
  vi.setConfig({ testTimeout: TEST_TIMEOUT_MS });
  const project = await copyProject();
  afterAll(() => project.remove());
  return project;
}

/** Runs `dist/cli.mjs` in a process of its own, with these variables and none of ours. */
export function runBundle(
  { folder, environment }: ProjectCopy,
  args: string[],
  variables: Record<string, string> = {},
): Promise<CommandResult> {
  const options = { cwd: folder, env: { ...environment, ...variables } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli.mjs', ...args], options, (error, out, said) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, said });
    });
  });
}
