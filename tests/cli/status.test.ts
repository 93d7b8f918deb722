import { describe, expect, it } from 'vitest';
import { moveIssue } from '../../src/issues/move';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { runCommand, runCommandAt } from '../helpers/processes/program';

async function sending() {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 3);
  const issue = await planRelease(deps);
  const pause = () =>
    moveIssue(db, {
      issueId: issue.id,
      to: 'paused',
      actor: 'Edda',
      at: deps.now(),
      reason: 'Wait.',
    });
  return { deps, issue, pause };
}

describe('verdicts issue status', () => {
  it('says in words how an issue stands, and in one document with --json', async () => {
    const { deps, pause } = await sending();
    const { out, code } = await runCommand(deps, 'issue', 'status', '1');
    expect(code).toBe(0);
    expect(out).toContain(
      'Audience: 3 = 0 accepted + 0 suppressed + 0 refused + 0 unknown + 3 waiting',
    );
    expect(out).toContain('Nobody is sending right now.');
    await pause();
    const said = await runCommand(deps, 'issue', 'status', '1');
    expect(said.out).toMatch(/^Issue 1 is paused, since 2026-11-24 09:00 UTC, by Edda: Wait\./);
    const json = JSON.parse((await runCommand(deps, 'issue', 'status', '1', '--json')).out);
    expect(json).toMatchObject({ state: 'paused', audience: { total: 3, waiting: 3 } });
    expect((await runCommand(deps, 'issue', 'status', '7')).code).toBe(1);
  });

  it('with --watch writes a line when something changed, until the issue is sent', async () => {
    const { deps, issue } = await sending();
    const lines: string[] = [];
    const watching = runCommandAt(
      { out: (text) => lines.push(text) },
      deps,
      ...['issue', 'status', '1', '--watch'],
    );
    await expect.poll(() => lines.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(lines).toHaveLength(1);
    await deliverIssue(deps, issue.id);
    await watching;
    expect(lines[0]).toMatch(/ UTC {2}sending 0%: 0 accepted, 3 waiting/);
    expect(lines.at(-2)).toMatch(/ UTC {2}sent 100%: 3 accepted, 0 waiting/);
    expect(lines.at(-1)).toContain('Issue 1 is sent');
  });

  it('with --watch and --json prints one document once nothing moves; words go elsewhere', async () => {
    const { deps, pause } = await sending();
    const watching = runCommand(deps, 'issue', 'status', '1', '--watch', '--json');
    await pause();
    const { out, said } = await watching;
    expect(JSON.parse(out)).toMatchObject({ state: 'paused', reason: 'Wait.' });
    expect(said).toContain('paused 0%: 0 accepted, 3 waiting');
  });

  it('with --watch draws over itself at a terminal, and ends when the person has seen enough', async () => {
    const { deps } = await sending();
    const drawn: string[] = [];
    const enough = new AbortController();
    const watching = runCommandAt(
      { redraw: (text) => drawn.push(text), enough: () => enough.signal },
      deps,
      ...['issue', 'status', '1', '--watch'],
    );
    await expect.poll(() => drawn.length, { timeout: 5_000 }).toBe(2);
    enough.abort();
    const { out, code } = await watching;
    expect(drawn[0]).toContain('3 waiting');
    expect(drawn.at(-1)).toBe('');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Issue 1 is sending') });
  });
});
