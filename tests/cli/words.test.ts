import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raiseAlert } from '../../src/platform/alerts';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openDraft, planRelease } from '../helpers/fixtures/week';
import { runCommand, runCommandAt } from '../helpers/processes/program';
import { makeFolder } from '../local/local-folder';

async function opened() {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const inBerlin = () =>
    setSetting(db, { name: 'time-zone', value: 'Europe/Berlin', at: deps.now() });
  const run = async (...args: string[]) => {
    const { code, out, said } = await runCommand(deps, ...args);
    return { code, out: out.trimEnd(), said: said.trimEnd() };
  };
  return { db, deps, inBerlin, run };
}

describe('a command that changes something says what has changed, and nothing else', () => {
  it('settings set: the value and the one before', async () => {
    const { run } = await opened();
    expect((await run('settings', 'set', 'floor', '30')).out).toBe('floor = 30 (was 20)');
    expect((await run('settings', 'set', 'floor', '30')).out).toBe(
      'Nothing changed: it already has this value.',
    );
    const { settings } = JSON.parse((await run('settings', 'set', 'floor', '31', '--json')).out);
    expect(settings).toMatchObject({ floor: 31, 'weekly-hour': 'tuesday 09:00' });
  });

  it('issue release: when it goes out, how large it is, and how to take it back', async () => {
    const { deps, run, inBerlin } = await opened();
    await openDraft(deps);
    await inBerlin();
    const { out, code } = await run(
      ...['issue', 'release', '1', '--at', 'wednesday 7:30', '--by', 'Edda'],
    );
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^Issue 1, “.+” has been released\.$/);
    expect(lines.slice(1)).toEqual([
      'It goes out on Wednesday, 25 November 2026 at 07:30 (Europe/Berlin).',
      expect.stringMatching(/^Size: at most [\d.]+ kB of HTML/),
      'To take it back: verdicts issue withdraw 1',
    ]);
  });

  it('issue pause and resume: the moves that they made', async () => {
    const { deps, run } = await opened();
    await planRelease(deps);
    const paused = await run('issue', 'pause', '1', '--by', 'Mara');
    expect(paused.out).toBe(
      [
        'Issue 1 is paused.',
        '  2026-11-24 09:00 UTC  sending → paused, by Mara',
        'To continue: verdicts issue resume 1. To end it: verdicts issue cancel 1',
      ].join('\n'),
    );
    const resumed = await run('issue', 'resume', '1', '--by', 'Edda');
    expect(resumed.out).toMatch(/^Issue 1 is sent\.\n.*paused → sending, by Edda\n.*→ sent/);
  });

  it('issue edit: the new words', async () => {
    const { deps, run } = await opened();
    await openDraft(deps);
    const { out } = await run('issue', 'edit', '1', '--subject', 'Night shift');
    expect(out).toMatch(/^Issue 1 has been changed\.\nSubject: Night shift\nSize: at most [^\n]+$/);
  });
});

it('times are in the newsletter’s zone', async () => {
  const { db, deps, run, inBerlin } = await opened();
  await openDraft(deps);
  await inBerlin();
  await raiseAlert(deps, { at: deps.now(), kind: 'brake', says: 'Look at issue 1.' });
  expect((await run('alerts')).out).toBe('2026-11-24 09:00 CET  brake\n    Look at issue 1.');
  expect((await run('issue', 'show', '1')).out).toContain('2026-11-24 09:00 CET  draft');
  expect((await run('issue', 'list')).out).toMatch(/\(due 2026-\d\d-\d\d \d\d:\d\d CET\)/);
  await setSetting(db, { name: 'time-zone', value: 'Asia/Kolkata', at: deps.now() });
  expect((await run('alerts')).out).toContain('2026-11-24 13:30 GMT+5:30');
});

it('report takes the issue’s number as issue show does, and as an option', async () => {
  const { deps, run } = await opened();
  await openDraft(deps);
  const { out, code } = await run('report', '1');
  expect([code, out]).toEqual([0, expect.stringContaining('Issue 1 is draft.')]);
  expect((await run('report', '--issue', '1')).out).toBe(out);
  expect(JSON.parse((await run('report', '1', '--json')).out)).toMatchObject({ issue: 1 });
});

describe('emphasis and colour', () => {
  const marked = { paint: (look: string, text: string) => `<${look}>${text}</>` };

  it('mark what matters at a terminal', async () => {
    const { deps } = await opened();
    const { out } = await runCommandAt(marked, deps, 'doctor');
    expect(out).toMatch(/^<yellow>look <\/> {2}where mail goes: /m);
    expect(out).toMatch(/^<red>fault<\/> {2}postal address: /m);
    expect((await runCommandAt(marked, deps, 'settings')).out).toContain('<bold>floor</> = 20');
  });

  it('are not in a JSON document', async () => {
    const { deps } = await opened();
    expect((await runCommandAt(marked, deps, 'doctor', '--json')).out).not.toContain('</>');
  });
});

describe('an empty file', () => {
  it('of readers, or of addresses to suppress, is refused', async () => {
    const { run } = await opened();
    const file = join(await makeFolder(), 'list.csv');
    await writeFile(file, '');
    const imported = await run('readers', 'import', file, '--consent', 'at a fair');
    expect(imported).toMatchObject({
      code: 1,
      out: '',
      said: `${file} is empty. Nothing was imported.`,
    });
    const added = await run('suppressions', 'add', '--from', file);
    expect(added).toMatchObject({ code: 1, out: '', said: `${file} is empty. Nothing was added.` });
  });

  it('with nothing below its first line is refused too', async () => {
    const { run } = await opened();
    const file = join(await makeFolder(), 'list.csv');
    await writeFile(file, 'email\n\n');
    for (const args of [
      ['readers', 'import', file, '--consent', 'at a fair'],
      ['suppressions', 'add', '--from', file],
    ]) {
      const { code, out, said } = await run(...args);
      expect({ code, out, args }).toEqual({ code: 1, out: '', args });
      expect(said).toMatch(/ has no (?:rows|addresses)/);
    }
  });
});
