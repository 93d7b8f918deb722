import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

interface Summary {
  violations: { from: string; rule: { name: string } }[];
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

const plain = 'export const here = 1;\n';
const importing = (from: string) => `import { here } from '${from}';\nexport const a = here;\n`;

/** What is wrong, the file in which it is, what that imports, the file behind it, and the rule. */
const WRONG: [string, string, string, string, string][] = [
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
    'the site imports the command line',
    'src/site/a.tsx',
    '../cli/b',
    'src/cli/b.ts',
    'site-api-cli-never-import-one-another',
  ],
  [
    'the command line imports a job',
    'src/cli/a.ts',
    '../../jobs/b',
    'jobs/b.ts',
    'site-api-cli-imports-only-from-further-left',
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
  [
    'a page imports Kysely',
    'src/site/c.ts',
    'kysely',
    'node_modules/kysely/index.js',
    'pages-never-import-kysely',
  ],
  [
    'the worker reaches pg-boss through a room',
    'src/worker.ts',
    './sending/a',
    'src/sending/a.ts',
    'app-and-worker-stay-portable',
  ],
];
const RIGHT = 'src/votes/a.ts';

/** What the checker says of one small project in which all of that is wrong, by file. */
const brokenIn = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'verdicts-rooms-'));
  const files = {
    'package.json': '{}',
    'node_modules/kysely/package.json': '{"main":"index.js"}',
    'node_modules/pg-boss/package.json': '{"main":"index.js"}',
    'node_modules/pg-boss/index.js': '',
    ...Object.fromEntries(WRONG.map(([, , , target]) => [target, plain])),
    ...Object.fromEntries(WRONG.map(([, file, from]) => [file, importing(from)])),
    'src/sending/a.ts': importing('pg-boss'),
    [RIGHT]: importing('../platform/b'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { violations } = cruise(folder, '.');
  rmSync(folder, { recursive: true });
  return Map.groupBy(violations, ({ from }) => from);
})();

it.each(WRONG)('the room checker complains when %s', (_, file, __, ___, rule) => {
  expect(brokenIn.get(file)?.map((broken) => broken.rule.name)).toContain(rule);
});

it('the room checker accepts rooms in their order', () => {
  expect(brokenIn.get(RIGHT)).toBeUndefined();
});

it('this project keeps the order, and the checker really read it', () => {
  const { violations, totalCruised } = cruise('.', 'src', 'emails', 'jobs', 'migrations');
  expect(violations).toEqual([]);
  expect(totalCruised).toBeGreaterThan(200);
});
