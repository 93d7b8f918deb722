import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { copyProjectForTests, runBundle } from '../helpers/processes/command-line';
import type { CommandResult } from '../helpers/processes/program';

const NOBODY = 65_534;
const project = await copyProjectForTests();

interface How {
  cwd?: string;
  uid?: number;
}

function node(args: string[], { cwd = project.folder, uid }: How = {}): Promise<CommandResult> {
  const options = { cwd, uid, env: project.environment };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, said }),
    );
  });
}

/** One sentence on standard error: no stack, no JSON, no second line. */
function expectSentence({ code, out, said }: CommandResult, sentence: RegExp): void {
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(said).toMatch(/^[^\n{]+\.\n$/);
  expect(said).toMatch(sentence);
}

describe('without node_modules', () => {
  it('the build, the service and a command say in a sentence how to install', async () => {
    const modules = join(project.folder, 'node_modules');
    await rename(modules, `${modules}-away`);
    try {
      expectSentence(await node(['build.mjs']), /not installed: run npm ci/);
      expectSentence(await node(['dist/node.mjs']), /package \S+ is not installed: run npm ci/);
      expectSentence(await node(['dist/cli.mjs', 'settings']), /is not installed: run npm ci/);
      expectSentence(await node(['bin/verdicts.mjs', 'settings']), /not installed: run npm ci/);
    } finally {
      await rename(`${modules}-away`, modules);
    }
  });
});

describe('in a folder that must not be written to', () => {
  const uid = process.getuid?.() === 0 ? NOBODY : undefined;

  it('the service and a command name it in a sentence', async () => {
    await rm(join(project.folder, '.data'), { recursive: true, force: true });
    await chmod(project.folder, 0o555);
    try {
      const sentence = /\.data cannot be used: permission denied \(EACCES\)/;
      expectSentence(await node(['dist/node.mjs'], { uid }), sentence);
      expectSentence(await node(['dist/cli.mjs', 'settings'], { uid }), sentence);
    } finally {
      await chmod(project.folder, 0o711);
    }
  });

  it('the build does too, unless its files are already there', async () => {
    const folder = join(project.folder, 'read-only');
    await mkdir(folder);
    for (const name of ['build.mjs', 'package.json', 'public'])
      await cp(join(project.folder, name), join(folder, name), { recursive: true });
    for (const name of ['node_modules', 'src', 'emails', 'jobs', 'migrations', 'tsconfig.json'])
      await symlink(join(project.folder, name), join(folder, name));
    await chmod(folder, 0o555);
    expectSentence(await node(['build.mjs'], { cwd: folder, uid }), /cannot be written \(EACCES\)/);
    await chmod(folder, 0o755);
    expect(await node(['build.mjs'], { cwd: folder })).toMatchObject({ code: 0, said: '' });
    await chmod(folder, 0o555);
    expect(await node(['build.mjs'], { cwd: folder, uid })).toMatchObject({ code: 0, said: '' });
    await rm(folder, { recursive: true });
  });
});

it.each([
  ['nothing answers', 'postgres://a:b@127.0.0.1:1/c', /does not answer/],
  ['there is no such host', 'postgres://a:b@nowhere.invalid/c?sslmode=disable', /DATABASE_URL/],
])('a database out of reach is a sentence: %s', async (_, DATABASE_URL, sentence) => {
  expectSentence(await runBundle(project, ['settings'], { DATABASE_URL }), sentence);
});

it('a reader that has closed the pipe, as head does, ends a command without a word', async () => {
  const args = ['dist/cli.mjs', 'completion', 'bash'];
  const options = { cwd: project.folder, env: project.environment };
  const child = spawn(process.execPath, args, options);
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ code, said }).toEqual({ code: 0, said: '' });
});

it('bin/verdicts.mjs runs a command from anywhere, as `npx verdicts` does', async () => {
  const bin = join(project.folder, 'bin', 'verdicts.mjs');
  const { code, out } = await node([bin, 'issue', '--help'], { cwd: '/' });
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: verdicts issue/);
});
