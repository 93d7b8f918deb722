import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyProjectForTests, runBundle } from '../helpers/processes/command-line';
import { runUsage } from '../helpers/processes/program';

const project = await copyProjectForTests();
/** What only the entry file knows, and what is wrong with it as a whole, needs a process. */
const OF_THE_ENTRY = ['migrate', 'demo', 'nonsense', '--help', undefined];
const run = (...args: string[]) =>
  OF_THE_ENTRY.includes(args[0]) ? runBundle(project, args) : runUsage(...args);

/** Without `help` itself. */
function listCommands(help: string): string[] {
  const [, list = ''] = help.split('\nCommands:\n');
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name!);
  return names.filter((name) => name !== 'help');
}

/** By its words, the program's own first. */
async function readEveryHelp(words: string[] = []): Promise<[string, string][]> {
  const { code, out, said } = await run(...words, '--help');
  expect({ code, said, words }).toEqual({ code: 0, said: '', words });
  const below = await Promise.all(listCommands(out).map((name) => readEveryHelp([...words, name])));
  return [[words.join(' '), out], ...below.flat()];
}

it('--help of every command says what it is for, exits 0 and touches nothing', async () => {
  const pages = new Map(await readEveryHelp());
  expect([...pages.keys()]).toEqual(
    expect.arrayContaining([
      ...['', 'import', 'export', 'export comparisons', 'seat', 'pin', 'unpin', 'recount'],
      ...['readers import', 'readers imports', 'readers export'],
      ...['suppressions list', 'suppressions add', 'suppressions export', 'suppressions lift'],
      ...['list', 'show', 'edit', 'entries', 'release', 'withdraw'].map((name) => `issue ${name}`),
      ...['pause', 'resume', 'cancel', 'preview', 'test'].map((name) => `issue ${name}`),
      ...['status', 'resolve', 'send-again'].map((name) => `issue ${name}`),
      ...['doctor', 'report', 'settings', 'settings set', 'adopt', 'job', 'migrate', 'demo'],
      'completion',
    ]),
  );
  for (const [words, help] of pages) {
    expect(help, words).toMatch(new RegExp(`^Usage: verdicts ${words}`));
    expect(help.split('\n')[2]!.length, words).toBeGreaterThan(10);
  }
  expect(existsSync(join(project.folder, '.data'))).toBe(false);
});

describe('wrong usage', () => {
  it.concurrent.each([
    [[]],
    [['nonsense']],
    [['import']],
    [['import', 'x.txt', '--nonsense']],
    [['export']],
    [['seat', 'a', 'b', 'builder']],
    [['readers', 'import', 'x.csv']],
    [['readers', 'import', '--consent', 'at a fair']],
    [['readers', 'import', 'x.csv', '--undo', '1']],
    [['readers', 'nonsense']],
    [['issue']],
    [['issue', 'show']],
    [['issue', 'status']],
    [['issue', 'send-again']],
    [['issue', 'edit', '1', '--subject']],
    [['issue', 'entries', '1']],
    [['issue', 'release', '1', '--at', '2027-01-01T09:00Z']],
    [['issue', 'release', '1', '--by', 'Edda']],
    [['issue', 'preview', '1']],
    [['issue', 'test', '1']],
    [['report']],
    [['report', '1', '--issue', '2']],
    [['settings', 'set', 'floor']],
    [['job']],
    [['completion']],
    [['completion', 'tcsh']],
  ])('verdicts %j exits 2, says what is wrong and prints nothing else', async (args) => {
    const { code, out, said } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said.trim()).not.toBe('');
    expect(said).not.toMatch(/\n\s+at /);
  });

  it.concurrent.each([
    [['nonsense'], 'Commands: import, export, seat,'],
    [['issue', 'nonsense'], 'Commands: list, show, edit, entries, preview, test, release,'],
    [['readers', 'nonsense'], 'Commands: import, imports, export.'],
    [['holds', 'nonsense'], 'Commands: list, count, refuse.'],
    [['settings', 'nonsense'], 'Commands: set.'],
  ])('verdicts %j names the commands that there are', async (args, known) => {
    expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining(known) });
  });

  it('touches nothing', () => {
    expect(existsSync(join(project.folder, '.data'))).toBe(false);
  });
});
