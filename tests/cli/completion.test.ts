import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Terminal } from '../../src/cli/answer';
import { writeBash } from '../../src/cli/completion/bash';
import { writeFish } from '../../src/cli/completion/fish';
import { listPlaces } from '../../src/cli/completion/places';
import { writeZsh } from '../../src/cli/completion/zsh';
import { createProgram } from '../../src/cli/program';
import { settingNames } from '../../src/platform/settings/settings';
import { makeFolder } from '../local/local-folder';

const program = createProgram({} as Terminal);
program.command('job');
const known = { job: ['open-week', 'sweep'], 'settings set': settingNames };
const places = listPlaces(program, known);

/** What bash offers for each of these lines, of which the last word is being typed. */
async function offers(...lines: string[][]): Promise<string[]> {
  const file = join(await makeFolder(), 'completion.bash');
  await writeFile(file, writeBash(places));
  const asks = lines.map((words) => {
    const quoted = ['verdicts', ...words].map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; "$complete"; echo "\${COMPREPLY[*]}"`;
  });
  const find = `complete=$(complete -p verdicts | sed 's/.*-F \\([^ ]*\\) .*/\\1/')`;
  const script = [`source "${file}"`, find, ...asks].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  return stdout.trimEnd().split('\n');
}

it('bash completes commands, the commands below them, options, and names that are known', async () => {
  const offered = await offers(
    ['re'],
    ['issue', 're'],
    ['issue', 'release', '1', '--'],
    ['job', ''],
    ['settings', 'set', 'time'],
    ['readers', 'import', ''],
    ['issue', 'edit', '1', '--subject', 'release', '--p'],
  );
  expect(offered).toEqual([
    'recount readers report',
    'release resume resolve redraft',
    '--json --at --by --yes --help',
    'open-week sweep',
    'time-zone',
    '',
    '--preheader',
  ]);
});

it('zsh and fish have scripts with every command and what it is for', () => {
  const [zsh, fish] = [writeZsh(places), writeFish(places)];
  expect(zsh).toMatch(/^#compdef verdicts\n/);
  expect(zsh).toContain("'release:freeze a draft and set when it goes out'");
  expect(zsh).toContain("'show:show an issue: its entries,");
  expect(fish).toContain("-n '__verdicts_at \\'issue\\'' -f -a release -d 'freeze a draft");
  for (const { path } of places) for (const script of [zsh, fish]) expect(script).toContain(path);
});
