import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { IssueView } from '../../src/cli/issues/issue-view';
import { samplesFolder } from '../../src/demo/samples';
import { planDueIssues } from '../../src/sending/plan';
import type { Report } from '../../src/statistics/report';
import { HOUR_MS } from '../helpers/deps';
import { addReaders } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';
import { openCommandLine } from '../helpers/processes/command-line';

const READERS = 120;

/** The sample pages and some readers, and what an editor does with them. */
async function openFixture() {
  const line = await openCommandLine();
  const { ask, deps, db } = line;
  await ask('import', samplesFolder(), '--published', '2026-11-20');
  await ask('settings', 'set', 'postal-address', '4 Quay Street, Cork');
  await addReaders(deps, READERS);
  const inHours = (hours: number) => new Date(deps.now().getTime() + hours * HOUR_MS);
  const openWeek = () => ask<{ says: string }>('job', 'open-week', '--at', '2026-11-23T06:00Z');
  const releaseIn = (hours: number) => {
    const at = inHours(hours).toISOString();
    return ask('issue', 'release', '1', '--at', at, '--by', 'Edda');
  };
  return {
    ...line,
    inHours,
    openWeek,
    releaseIn,
    /** Opens, releases and plans the issue; nobody has taken a batch of it yet. */
    start: async () => {
      await openWeek();
      await releaseIn(1);
      await planDueIssues(db, { actor: 'test', at: inHours(2) });
    },
    show: () => ask<IssueView>('issue', 'show', '1'),
    report: () => ask<Report>('report', '--issue', '1'),
    listMails: (to: string) => readMailbox(deps, { to }),
  };
}

async function openDraft() {
  const fixture = await openFixture();
  await fixture.openWeek();
  return fixture;
}

const movesOf = ({ history }: IssueView) =>
  history.map(({ actor, to_state }) => `${to_state} by ${actor}`);

it('"job open-week" makes the week’s issue, and run again makes no second one', async () => {
  const { ask, openWeek } = await openFixture();
  const first = await openWeek();
  expect(first.says).toContain('Issue 1 is a draft for the week of 2026-11-23');
  const second = await openWeek();
  expect(second.says).toContain('already has its issue: number 1');
  const { issues } = await ask<{ issues: { number: number; state: string }[] }>('issue', 'list');
  expect(issues).toMatchObject([{ number: 1, state: 'draft' }]);
});

it('"issue show" says in words why each entry was picked and what was left out', async () => {
  const { run, show } = await openDraft();
  const view = await show();
  expect(view.picks.map((pick) => pick.slug)).toEqual(view.entries.map((entry) => entry.slug));
  const { out } = await run('issue', 'show', '1');
  for (const { slug, reason } of [...view.picks, ...view.near_misses])
    expect(out).toContain(`  ${slug}\n    ${reason}\n`);
  expect(view.near_misses.length).toBeGreaterThan(0);
});

describe('a draft', () => {
  it('takes a subject, a preheader and an intro from a Markdown file', async () => {
    const { ask, file } = await openDraft();
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
    const { ask, show } = await openDraft();
    const { entries } = await show();
    const order = entries.map((entry) => entry.slug).toReversed();
    const view = await ask<IssueView>('issue', 'entries', '1', '--order', order.join(','));
    expect(view.entries.map((entry) => entry.slug)).toEqual(order);
  });

  it('is previewed as an HTML file, without any reader’s token', async () => {
    const { ask, file } = await openDraft();
    await writeFile(file('intro.md'), 'Two tools that [work at night](https://example.org/log).');
    const changes = ['--subject', 'Night shift', '--intro', file('intro.md')];
    await ask('issue', 'edit', '1', ...changes);
    const { bytes } = await ask<{ bytes: number }>('issue', 'preview', '1', '--to', file('p.html'));
    const html = await readFile(file('p.html'), 'utf8');
    expect(Buffer.byteLength(html)).toBe(bytes);
    expect(html).toContain('Night shift');
    expect(html).toContain('https://example.org/log');
    expect(html).not.toMatch(/\/[vco]\/[a-z2-7]{42}/);
  });

  it('says how large its largest mail is, the same wherever it is asked', async () => {
    const { ask, file, run, show } = await openDraft();
    const { size } = await show();
    expect(size).toMatchObject({ limit_bytes: 90_000 });
    const preview = await ask<object>('issue', 'preview', '1', '--to', file('p.html'));
    expect(preview).toMatchObject({ size });
    const says = /^Size: at most \d+(\.\d)? kB of HTML and \d+(\.\d)? kB of text/m;
    expect((await run('issue', 'show', '1')).out).toMatch(says);
    const previewed = await run('issue', 'preview', '1', '--to', file('p.html'));
    expect(previewed.out).toMatch(/^Wrote \S+\. Size: at most \d/);
  });

  it('is sent to one address, marked as a test, with unsubscribe headers', async () => {
    const { ask, listMails } = await openDraft();
    await ask('issue', 'edit', '1', '--subject', 'Night shift');
    await ask('issue', 'test', '1', '--to', 'edda@example.com');
    const mails = await listMails('edda@example.com');
    expect(mails).toHaveLength(1);
    expect(mails[0]!.subject).toBe('[Test] Night shift');
    const { headers } = mails[0]!;
    expect(headers['List-Unsubscribe']).toMatch(/^<https?:\/\/\S+\/unsubscribe\/[a-z2-7]{42}>$/);
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  });
});

describe('the life of an issue', () => {
  it('goes from released back to draft, with who did it in its history', async () => {
    const { ask, releaseIn } = await openDraft();
    expect(await releaseIn(1)).toMatchObject({ size: { html_bytes: expect.any(Number) } });
    const view = await ask<IssueView>('issue', 'withdraw', '1', '--by', 'Mara');
    expect(view.state).toBe('draft');
    expect(movesOf(view)).toEqual(['draft by open-week', 'released by Edda', 'draft by Mara']);
  });

  it('goes from released to sent at its hour, with one mail for every reader and a report that adds up', async () => {
    const { ask, run, inHours, listMails, releaseIn, report, show } = await openDraft();
    await ask('issue', 'edit', '1', '--subject', 'Night shift');
    await releaseIn(1);
    const early = await ask<{ says: string }>('job', 'send-due');
    expect(early.says).toBe('Nothing was due.');
    const at = inHours(2).toISOString();
    const sent = await ask<{ says: string }>('job', 'send-due', '--at', at);
    expect(sent.says).toBe(`Issue 1 goes to ${READERS} readers.`);
    expect(await show()).toMatchObject({ state: 'sent' });
    const mails = await listMails('reader');
    expect(new Set(mails.map((mail) => mail.to[0])).size).toBe(READERS);
    expect(mails).toHaveLength(READERS);
    expect(mails[0]!.subject).toBe('Night shift');
    expect(mails[0]!.headers['List-Unsubscribe']).toMatch(/\/unsubscribe\/[a-z2-7]{42}>$/);
    const { total, accepted, suppressed, refused, unknown, waiting } = (await report()).audience;
    expect({ total, accepted, waiting }).toEqual({ total: READERS, accepted: READERS, waiting: 0 });
    expect(accepted + suppressed + refused + unknown + waiting).toBe(total);
    const { out } = await run('report', '--issue', '1');
    expect(out).toContain('Issue 1 is sent.');
  });

  it('stops where it is paused, and goes on from there to every reader', async () => {
    const { ask, report, start } = await openFixture();
    await start();
    expect(await ask('issue', 'pause', '1', '--by', 'Edda')).toMatchObject({ state: 'paused' });
    await ask('job', 'sweep');
    expect((await report()).audience.waiting).toBe(READERS);
    const view = await ask<IssueView>('issue', 'resume', '1', '--by', 'Mara');
    expect(movesOf(view)).toEqual([
      ...['draft by open-week', 'released by Edda', 'sending by test'],
      ...['paused by Edda', 'sending by Mara', 'sent by sending'],
    ]);
    expect((await report()).audience.accepted).toBe(READERS);
  });

  it('ends where it is cancelled: nobody gets it, it goes on as a new draft, and is not put into the archive', async () => {
    const { ask, report, run, show, start } = await openFixture();
    await start();
    await ask('issue', 'pause', '1');
    expect(await ask('issue', 'cancel', '1')).toMatchObject({ state: 'cancelled' });
    await ask('job', 'sweep');
    const { audience } = await report();
    expect(audience).toMatchObject({ accepted: 0, suppressed: READERS, waiting: 0 });
    expect(audience.reasons).toEqual({ cancelled: READERS });
    expect((await run('issue', 'show', '1')).out).toContain('`verdicts issue redraft 1 --by …`');
    const archived = await run('issue', 'archive', '1', '--by', 'Edda');
    expect([archived.code, archived.said]).toEqual([
      1,
      expect.stringContaining('No reader is known to have received issue 1'),
    ]);
    const [old, view] = [
      await show(),
      await ask<IssueView>('issue', 'redraft', '1', '--by', 'Edda'),
    ];
    expect(view).toMatchObject({ number: 2, state: 'draft', week: old.week, entries: old.entries });
    const again = await run('issue', 'redraft', '1', '--by', 'Edda');
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('number 2')]);
  });
});
