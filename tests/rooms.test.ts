import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

interface Summary {
  violations: { rule: { name: string } }[];
  totalCruised: number;
}

function cruise(folder: string, ...paths: string[]): Summary {
  const config = resolve('.dependency-cruiser.cjs');
  const args = [resolve('node_modules/.bin/depcruise'), '--config', config, '-T', 'json', ...paths];
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 100e6 } as const;
  try {
    return JSON.parse(execFileSync('node', args, options)).summary;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout).summary;
  }
}

/** What the checker says of a small project with these files. */
function rulesBrokenBy(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'verdicts-rooms-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const broken = cruise(folder, '.').violations.map((violation) => violation.rule.name);
  return [...new Set(broken)].sort();
}

const plain = 'export const here = 1;\n';

it.each([
  [
    'a room imports from one further right',
    'src/platform/a.ts',
    '../votes/b',
    'src/votes/b.ts',
    'platform-imports-only-from-further-left',
  ],
  [
    'an email imports from the service',
    'emails/a.tsx',
    '../src/platform/b',
    'src/platform/b.ts',
    'emails-import-nothing-from-src',
  ],
  [
    'a face imports another face',
    'src/site/a.tsx',
    '../cli/b',
    'src/cli/b.ts',
    'faces-never-import-one-another',
  ],
  [
    'the command line imports a job',
    'src/cli/a.ts',
    '../../jobs/b',
    'jobs/b.ts',
    'faces-imports-only-from-further-left',
  ],
  [
    'the app reaches the local room',
    'src/app.ts',
    './local/b',
    'src/local/b.ts',
    'app-and-worker-stay-portable',
  ],
  [
    'a migration imports from the service',
    'migrations/a.ts',
    '../src/platform/b',
    'src/platform/b.ts',
    'migrations-are-frozen-and-alone',
  ],
])('the room checker complains when %s', (_, file, from, target, rule) => {
  const broken = rulesBrokenBy({
    [file]: `import { here } from '${from}';\nexport const a = here;\n`,
    [target]: plain,
  });
  expect(broken).toContain(rule);
});

it('the room checker complains when a page imports Kysely', () => {
  const kysely = {
    'node_modules/kysely/package.json': '{"main":"index.js"}',
    'node_modules/kysely/index.js': '',
  };
  const page = { 'src/site/a.ts': "import { sql } from 'kysely';\nexport const a = sql;\n" };
  expect(rulesBrokenBy({ ...kysely, ...page })).toContain('pages-never-import-kysely');
});

it('the room checker complains when the worker reaches pg-boss through a room', () => {
  const files = {
    'node_modules/pg-boss/package.json': '{"main":"index.js"}',
    'node_modules/pg-boss/index.js': '',
    'src/sending/a.ts': "import boss from 'pg-boss';\nexport const a = boss;\n",
    'src/worker.ts': "import { a } from './sending/a';\nexport const b = a;\n",
  };
  expect(rulesBrokenBy(files)).toContain('app-and-worker-stay-portable');
});

it('the room checker has nothing to say of rooms in their order', () => {
  const rooms = {
    'src/votes/a.ts': "import { here } from '../platform/b';\nexport const a = here;\n",
  };
  expect(rulesBrokenBy({ ...rooms, 'src/platform/b.ts': plain })).toEqual([]);
});

it('this project keeps to the order, and the checker has really read it', () => {
  const { violations, totalCruised } = cruise('.', 'src', 'emails', 'jobs', 'migrations');
  expect(violations).toEqual([]);
  expect(totalCruised).toBeGreaterThan(200);
});
