import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IssueView } from '../../src/cli/issue-view';
import { samplesFolder } from '../../src/demo/samples';
import { planDueIssues } from '../../src/sending/plan';
import type { Report } from '../../src/statistics/report';
import { openCommandLine } from '../helpers/command-line';
import { readMailbox } from '../helpers/mailbox';

const READERS = 120;
const HOUR_MS = 60 * 60 * 1000;
const { run, ask, db, mailboxUrl, project } = await openCommandLine();
const mailbox = { emulator: { mailboxUrl } };
const file = (name: string) => join(project.folder, name);
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

beforeAll(async () => {
  const lines = Array.from({ length: READERS }, (_, n) => `reader${n}@example.com,yes`);
  await writeFile(file('readers.csv'), ['email,opens', ...lines].join('\n'));
  await ask('import', samplesFolder(), '--published', '2026-11-20');
  await ask('readers', 'import', file('readers.csv'), '--consent', 'at a fair in October');
  await ask('settings', 'set', 'postal-address', '4 Quay Street, Cork');
});

it('"job open-week" makes the week’s issue, and run again makes no second one', async () => {
  const at = ['--at', '2026-11-23T06:00Z'];
  const first = await ask<{ says: string }>('job', 'open-week', ...at);
  expect(first.says).toContain('Issue 1 is a draft for the week of 2026-11-23');
  const second = await ask<{ says: string }>('job', 'open-week', ...at);
  expect(second.says).toContain('already has its issue: number 1');
  const { issues } = await ask<{ issues: { number: number; state: string }[] }>('issue', 'list');
  expect(issues).toMatchObject([{ number: 1, state: 'draft' }]);
});

it('"issue show" says in words why each entry was picked and what was left out', async () => {
  const view = await ask<IssueView>('issue', 'show', '1');
  expect(view.picks.map((pick) => pick.slug)).toEqual(view.entries.map((entry) => entry.slug));
  const { out } = await run('issue', 'show', '1');
  for (const { slug, reason } of [...view.picks, ...view.near_misses])
    expect(out).toContain(`  ${slug}\n    ${reason}\n`);
  expect(view.near_misses.length).toBeGreaterThan(0);
});

describe('a draft', () => {
  it('takes a subject, a preheader and an intro from a Markdown file', async () => {
    await writeFile(file('intro.md'), 'Two tools that [work at night](https://example.org/log).');
    const changes = ['--subject', 'Night shift', '--preheader', 'Two agents, one repository'];
    const view = await ask<IssueView>(
      'issue',
      'edit',
      '1',
      ...changes,
      '--intro',
      file('intro.md'),
    );
    expect(view).toMatchObject({ subject: 'Night shift', preheader: 'Two agents, one repository' });
    expect(view.intro).toContain('https://example.org/log');
  });

  it('takes another order of entries', async () => {
    const { entries } = await ask<IssueView>('issue', 'show', '1');
    const order = entries.map((entry) => entry.slug).toReversed();
    const view = await ask<IssueView>('issue', 'entries', '1', '--order', order.join(','));
    expect(view.entries.map((entry) => entry.slug)).toEqual(order);
  });

  it('is previewed as an HTML file, without any reader’s token', async () => {
    const { bytes } = await ask<{ bytes: number }>('issue', 'preview', '1', '--to', file('p.html'));
    const html = await readFile(file('p.html'), 'utf8');
    expect(Buffer.byteLength(html)).toBe(bytes);
    expect(html).toContain('Night shift');
    expect(html).toContain('https://example.org/log');
    expect(html).not.toMatch(/\/[vco]\/[a-z2-7]{42}/);
  });

  it('says how large its largest mail is, the same wherever it is asked', async () => {
    const { size } = await ask<IssueView>('issue', 'show', '1');
    expect(size).toMatchObject({ limit_bytes: 90_000 });
    const preview = await ask<object>('issue', 'preview', '1', '--to', file('p.html'));
    expect(preview).toMatchObject({ size });
    const says = /^Size: at most \d+(\.\d)? kB of HTML and \d+(\.\d)? kB of text/m;
    expect((await run('issue', 'show', '1')).out).toMatch(says);
    const previewed = await run('issue', 'preview', '1', '--to', file('p.html'));
    expect(previewed.out).toMatch(/ is written\. Size: at most \d/);
  });

  it('is sent to one address, marked as a test, with a way to unsubscribe in its headers', async () => {
    await ask('issue', 'test', '1', '--to', 'edda@example.com');
    const mails = await readMailbox(mailbox, { to: 'edda@example.com' });
    expect(mails).toHaveLength(1);
    expect(mails[0]!.subject).toBe('[Test] Night shift');
    const { headers } = mails[0]!;
    expect(headers['List-Unsubscribe']).toMatch(/^<https?:\/\/\S+\/unsubscribe\/[a-z2-7]{42}>$/);
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  });
});

describe('the life of an issue', () => {
  it('goes from released back to draft, with who did it in its history', async () => {
    const released = await ask('issue', 'release', '1', '--at', inHours(1), '--by', 'Edda');
    expect(released).toMatchObject({ size: { html_bytes: expect.any(Number) } });
    const view = await ask<IssueView>('issue', 'withdraw', '1', '--by', 'Mara');
    expect(view.state).toBe('draft');
    const moves = view.history.map(({ actor, to_state }) => `${to_state} by ${actor}`);
    expect(moves).toEqual(['draft by open-week', 'released by Edda', 'draft by Mara']);
  });

  it('goes from released to sent at its hour, with one mail for every reader', async () => {
    await ask('issue', 'release', '1', '--at', inHours(1), '--by', 'Edda');
    const early = await ask<{ says: string }>('job', 'send-due');
    expect(early.says).toBe('Nothing was due.');
    const sent = await ask<{ says: string }>('job', 'send-due', '--at', inHours(2));
    expect(sent.says).toBe(`Issue 1 goes to ${READERS} readers.`);
    expect(await ask<IssueView>('issue', 'show', '1')).toMatchObject({ state: 'sent' });
    const mails = await readMailbox(mailbox, { to: 'reader' });
    expect(new Set(mails.map((mail) => mail.to[0])).size).toBe(READERS);
    expect(mails).toHaveLength(READERS);
    expect(mails[0]!.subject).toBe('Night shift');
    expect(mails[0]!.headers['List-Unsubscribe']).toMatch(/\/unsubscribe\/[a-z2-7]{42}>$/);
  });

  it('ends in a report whose audience adds up', async () => {
    const report = await ask<Report>('report', '--issue', '1');
    const { total, accepted, suppressed, refused, unknown, waiting } = report.audience;
    expect({ total, accepted, waiting }).toEqual({ total: READERS, accepted: READERS, waiting: 0 });
    expect(accepted + suppressed + refused + unknown + waiting).toBe(total);
    const { out } = await run('report', '--issue', '1');
    expect(out).toContain('Issue 1 is sent.');
  });

  it('stops where it is paused, and goes on from there to every reader', async () => {
    await startIssue(2, '2026-11-30T06:00Z');
    expect(await ask('issue', 'pause', '2', '--by', 'Edda')).toMatchObject({ state: 'paused' });
    await ask('job', 'sweep');
    expect((await ask<Report>('report', '--issue', '2')).audience.waiting).toBe(READERS);
    const view = await ask<IssueView>('issue', 'resume', '2', '--by', 'Mara');
    expect(view.history.map(({ actor, to_state }) => `${to_state} by ${actor}`)).toEqual([
      ...['draft by open-week', 'released by Edda', 'sending by test'],
      ...['paused by Edda', 'sending by Mara', 'sent by sending'],
    ]);
    expect((await ask<Report>('report', '--issue', '2')).audience.accepted).toBe(READERS);
  });

  it('ends where it is cancelled, and nobody gets it', async () => {
    await startIssue(3, '2026-12-07T06:00Z');
    await ask('issue', 'pause', '3');
    expect(await ask('issue', 'cancel', '3')).toMatchObject({ state: 'cancelled' });
    await ask('job', 'sweep');
    const { audience } = await ask<Report>('report', '--issue', '3');
    expect(audience).toMatchObject({ accepted: 0, suppressed: READERS, waiting: 0 });
    expect(audience.reasons).toEqual({ cancelled: READERS });
  });

  it('goes on as a new draft where nobody got it, and is not put into the archive', async () => {
    expect((await run('issue', 'show', '3')).out).toContain('`verdicts issue redraft 3 --by …`');
    const archived = await run('issue', 'archive', '3', '--by', 'Edda');
    expect([archived.code, archived.said]).toEqual([
      1,
      expect.stringContaining('No reader is known to have received issue 3'),
    ]);
    const [old, view] = [
      await ask<IssueView>('issue', 'show', '3'),
      await ask<IssueView>('issue', 'redraft', '3', '--by', 'Edda'),
    ];
    expect(view).toMatchObject({ number: 4, state: 'draft', week: old.week, entries: old.entries });
    const again = await run('issue', 'redraft', '3', '--by', 'Edda');
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('number 4')]);
  });
});

/** Opens, releases and plans an issue; nobody has taken a batch of it yet. */
async function startIssue(number: number, openAt: string): Promise<void> {
  await ask('job', 'open-week', '--at', openAt);
  await ask('issue', 'release', String(number), '--at', inHours(1), '--by', 'Edda');
  await planDueIssues(db, { actor: 'test', at: new Date(inHours(2)) });
}
