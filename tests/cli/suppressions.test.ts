import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { LiftRow, SuppressionRow } from '../../src/audience/suppression/list-suppressions';
import { openCommandLine } from '../helpers/processes/command-line';
import { readFingerprints } from '../helpers/table-counts';

const by = ['--reason', 'asked us by letter', '--by', 'Edda'];

/** The command line, with some addresses suppressed by Edda. */
async function openFixture(...suppressed: string[]) {
  const line = await openCommandLine();
  const { run, ask, file } = line;
  if (suppressed.length > 0) await ask('suppressions', 'add', ...suppressed, '--by', 'Edda');
  const list = () =>
    ask<{ suppressions: SuppressionRow[]; lifts: LiftRow[] }>('suppressions', 'list');
  const addFrom = async (text: string, ...more: string[]) => {
    await writeFile(file('stopped.txt'), text);
    return run('suppressions', 'add', '--from', file('stopped.txt'), ...more, '--json');
  };
  return { ...line, list, addFrom };
}

describe('suppressions', () => {
  it('are added by address, and listed by hash with reason, moment and name, without an address', async () => {
    const { run, list } = await openFixture('ada@example.com', 'bela@example.com');
    const { suppressions } = await list();
    expect(suppressions).toHaveLength(2);
    for (const row of suppressions) {
      expect(row).toMatchObject({ address: null, reason: 'asked', actor: 'Edda' });
      expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
    }
    const { out } = await run('suppressions', 'list');
    expect(out).toContain('asked, by Edda');
    expect(out).not.toContain('@');
  });

  it('are added from a file with one address a line; every line is accounted for', async () => {
    const { addFrom } = await openFixture('ada@example.com');
    const text = '\uFEFFemail\r\ncyra@example.com\r\n\r\nnonsense\r\nADA@example.com\r\n';
    const { code, out } = await addFrom(text, '--reason', 'complained');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      added: 1,
      known: 1,
      refused: [{ line: 4, reason: '“nonsense” isn’t an email address' }],
    });
  });

  it('are refused as a whole from a file with several columns, a missing file, or both ways at once', async () => {
    const { run, db, file, addFrom } = await openFixture('ada@example.com');
    const before = await readFingerprints(db);
    for (const text of ['email,opens\nx@example.com,yes\n', 'x@example.com;y@example.com\n']) {
      const { code, said } = await addFrom(text);
      expect([code, said]).toEqual([1, expect.stringContaining('more than one column')]);
    }
    const missing = await run('suppressions', 'add', '--from', file('none.txt'));
    expect([missing.code, missing.said]).toEqual([1, expect.stringContaining('cannot be read')]);
    const both = await run('suppressions', 'add', 'x@example.com', '--from', file('stopped.txt'));
    expect([both.code, both.said]).toEqual([1, expect.stringContaining('either addresses or')]);
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('are lifted by the exact address, with who and why in the history, and what is left to do at Resend', async () => {
    const { run, list } = await openFixture('ada@example.com', 'bela@example.com');
    const { code, out } = await run('suppressions', 'lift', 'Ada@Example.com', ...by);
    expect(code).toBe(0);
    expect(out).toContain('https://resend.com/emails/suppressions');
    expect(out).toContain('Nobody on the list has this address');
    const { suppressions, lifts } = await list();
    expect(suppressions).toHaveLength(1);
    expect(lifts).toMatchObject([
      { reason: 'asked', suppressed_by: 'Edda', lifted_by: 'Edda', why: 'asked us by letter' },
    ]);
    const again = await run('suppressions', 'lift', 'ada@example.com', ...by);
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('not suppressed')]);
    expect((await run('suppressions', 'lift', 'bela@example.com', '--by', 'Edda')).code).toBe(2);
  });

  it('exported can be added again under the same key, and under another are refused in words', async () => {
    const { run, db, list, addFrom } = await openFixture('bela@example.com');
    await addFrom('cyra@example.com\n', '--reason', 'complained');
    const { code, out, said } = await run('suppressions', 'export');
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('made with this installation’s own key'),
    ]);
    await db.deleteFrom('suppressions').execute();
    expect(JSON.parse((await addFrom(out)).out)).toEqual({ added: 2, known: 0, refused: [] });
    const reasons = (await list()).suppressions.map(({ reason }) => reason);
    expect(reasons.toSorted()).toEqual(['asked', 'complained']);
    const key = out.trim().slice(-16);
    const other = await addFrom(out.replaceAll(key, '0123456789abcdef'));
    expect([other.code, other.said]).toEqual([
      1,
      expect.stringContaining('another installation’s key'),
    ]);
    const cut = await addFrom(out.replace(/\n[0-9a-f]/, '\n'));
    expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('Line 2: the hash')]);
  });

  it('keep who did it and why as one clean line, or refuse it, and change nothing then', async () => {
    const { run, ask, db, list } = await openFixture();
    await ask('suppressions', 'add', 'dora@example.com', '--by', ' Ed\u200bda\u202e ');
    const before = await readFingerprints(db);
    const lift = (reason: string, who: string) =>
      run('suppressions', 'lift', 'dora@example.com', '--reason', reason, '--by', who);
    for (const refused of [
      await lift('asked us\n0123456789ab  lifted by nobody', 'Edda'),
      await lift('asked us', 'Edda\nlifted by nobody'),
      await run('suppressions', 'add', 'emil@example.com', '--by', 'E'.repeat(101)),
    ])
      expect([refused.code, refused.out]).toEqual([1, '']);
    expect(await readFingerprints(db)).toEqual(before);
    await lift('asked\u00a0us \u202e', 'Ed\u00adda');
    const [newest] = (await list()).lifts;
    expect(newest).toMatchObject({ suppressed_by: 'Edda', lifted_by: 'Edda', why: 'asked us' });
  });
});
