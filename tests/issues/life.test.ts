import { describe, expect, it } from 'vitest';
import { importFiles } from '../../src/catalog/pages/import-files';
import { listSamples } from '../../src/demo/samples';
import { listCards, listLinks } from '../../src/issues/content';
import { editIssue, type IssueChanges } from '../../src/issues/edit';
import { listEntries, setEntries } from '../../src/issues/entries';
import { getIssue, listHistory } from '../../src/issues/find';
import { type IssueState, moveIssue } from '../../src/issues/move';
import { withdrawIssue } from '../../src/issues/release';
import { setSetting } from '../../src/platform/settings/settings';
import { previewIssue } from '../../src/rendering/preview';
import { cancelIssue } from '../../src/sending/cancel';
import { release } from '../../src/sending/release';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { openDraft } from '../helpers/fixtures/week';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

const db = await cloneDatabase();
const deps = await makeDeps(db);
const draft = await openDraft(deps);
const { number } = draft;
const at = deps.now();
const sendAt = new Date(at.getTime() + HOUR_MS);
const releaseNow = () => release(deps, { number, sendAt, actor: 'Edda', at });
await restoreBeforeEach(db);
const withdraw = () => withdrawIssue(db, { issueId: draft.id, actor: 'Edda', at });

/** As an import does that finds other pages. */
async function changeCatalog(): Promise<void> {
  const changes = { panel_ship: 1, description: 'Rewritten', entry_price: 'Rewritten' };
  await db.updateTable('sides').set(changes).execute();
  await db.updateTable('reviews').set({ quote: 'Rewritten' }).execute();
}

async function expectRefused(work: () => Promise<unknown>, words: string | RegExp) {
  const before = await readFingerprints(db);
  await expect(work()).rejects.toThrow(words);
  expect(await readFingerprints(db)).toEqual(before);
}

describe('a draft', () => {
  it('takes a new subject, preheader and intro', async () => {
    const changes = {
      subject: 'Two agents, one laptop',
      preheader: 'And what broke',
      intro: 'Hello **you**.',
    };
    await editIssue(db, { number, changes });
    expect(await getIssue(db, number)).toMatchObject(changes);
  });

  it.each<[string, IssueChanges, RegExp]>([
    ['nothing', {}, /Nothing to change/],
    ['an empty subject', { subject: '  ' }, /at least one character/],
    ['a subject of two lines', { subject: 'a\r\nBcc: x@example.com' }, /one line/],
    ['a subject that is far too long', { subject: 'x'.repeat(151) }, /at most 150/],
    [
      'an intro with a script link',
      { intro: 'Hi\n\n[x](javascript:alert(1))' },
      /Line 3 .*neither https nor mailto/,
    ],
    [
      'an intro with a plain http link',
      { intro: '[x](http://verdicts.example.com)' },
      /neither https nor mailto/,
    ],
    ['an intro with raw HTML', { intro: 'a <b>b</b>' }, /raw HTML/],
    ['an intro with an image', { intro: '![x](https://example.com/x.png)' }, /an image/],
  ])('refuses %s in a sentence, and nothing is changed', async (_, changes, words) => {
    await expectRefused(() => editIssue(db, { number, changes }), words);
  });

  it('takes other comparisons, in the order given', async () => {
    const entries = await listEntries(db, draft.id);
    const slugs = entries
      .map((entry) => entry.slug)
      .reverse()
      .slice(0, 3);
    await setEntries(db, { number, slugs });
    expect(
      (await listEntries(db, draft.id)).map(({ position, slug }) => `${position} ${slug}`),
    ).toEqual(slugs.map((slug, index) => `${index + 1} ${slug}`));
  });

  it('refuses entries that are unknown, none, too many, twice, or share a tool', async () => {
    const set =
      (...slugs: string[]) =>
      () =>
        setEntries(db, { number, slugs });
    await expectRefused(set('no-such-thing'), 'no comparison "no-such-thing"');
    await expectRefused(set(), '1 to 5 entries');
    await expectRefused(set('a', 'b', 'c', 'd', 'e', 'f'), '1 to 5 entries');
    await expectRefused(set('cursor-vs-zed', 'cursor-vs-zed'), 'each tool only once');
    await expectRefused(set('otter-vs-notebooklm', 'deep-research-vs-notebooklm'), 'share a tool');
  });
});

describe('a release', () => {
  it('needs a time to come, an entry and a postal address', async () => {
    const past = () => release(deps, { number, sendAt: at, actor: 'Edda', at });
    await expectRefused(past, 'is in the past');
    await db.deleteFrom('settings').where('name', '=', 'postal-address').execute();
    await expectRefused(releaseNow, 'no postal address');
    await setSetting(db, { name: 'postal-address', value: '1 Sample Street, Berlin', at });
    const entries = await listEntries(db, draft.id);
    await db.deleteFrom('entries').where('issue_id', '=', draft.id).execute();
    await expectRefused(releaseNow, 'no entries');
    await setEntries(db, { number, slugs: entries.map((entry) => entry.slug) });
    await db.updateTable('issues').set({ subject: ' ' }).where('id', '=', draft.id).execute();
    await expectRefused(releaseNow, 'no subject');
  });

  it('freezes the content: a later import changes the catalog and not the issue', async () => {
    await releaseNow();
    const frozen = await listCards(db, draft.id);
    const preview = await previewIssue(deps, { number });
    await changeCatalog();
    expect(await listCards(db, draft.id)).toEqual(frozen);
    expect((await previewIssue(deps, { number })).html).toBe(preview.html);
    expect(preview.html).not.toContain('Rewritten');
  });

  it('numbers every link from 1: the intro’s, then four votes and the comparison for each card', async () => {
    const intro =
      'See [ours](https://verdicts.example.com/a) and [mail](mailto:a@verdicts.example.com).';
    await editIssue(db, { number, changes: { intro } });
    await releaseNow();
    const links = await listLinks(db, draft.id);
    const cards = await listCards(db, draft.id);
    expect(links.map((link) => link.n)).toEqual(links.map((_, index) => index + 1));
    expect(links[0]).toMatchObject({ kind: 'url', url: 'https://verdicts.example.com/a' });
    expect(links).toHaveLength(1 + 5 * cards.length);
    expect(links.slice(1, 6).map(({ kind }) => kind)).toEqual([
      'vote',
      'vote',
      'vote',
      'vote',
      'comparison',
    ]);
  });

  it('refuses edits, other entries and a second release until it is withdrawn', async () => {
    await releaseNow();
    await expectRefused(
      () => editIssue(db, { number, changes: { subject: 'no' } }),
      'is released and can no longer be edited: withdraw it first',
    );
    await expectRefused(
      () => setEntries(db, { number, slugs: ['cursor-vs-zed'] }),
      'can no longer be edited',
    );
    await expectRefused(releaseNow, 'can no longer be edited');
  });

  it('that is withdrawn discards the copy: the next release takes the catalog as it is then', async () => {
    await changeCatalog();
    await releaseNow();
    expect((await listCards(db, draft.id))[0]!.sides[0].panel_ship).toBe(1);
    await withdraw();
    expect(await listCards(db, draft.id)).toEqual([]);
    expect(await listLinks(db, draft.id)).toEqual([]);
    expect((await getIssue(db, number)).send_at).toBeNull();
    const paths = (await listSamples()).map((sample) => sample.path);
    await importFiles(db, { paths, newId: deps.newId, at });
    await releaseNow();
    const [card] = await listCards(db, draft.id);
    expect(card!.sides[0].panel_ship).toBeGreaterThan(1);
  });

  it('keeps who, when, from and to in the history', async () => {
    await releaseNow();
    await withdraw();
    await releaseNow();
    const history = await listHistory(db, draft.id);
    expect(history.map(({ actor, from_state, to_state }) => [actor, from_state, to_state])).toEqual(
      [
        ['open-week', null, 'draft'],
        ['Edda', 'draft', 'released'],
        ['Edda', 'released', 'draft'],
        ['Edda', 'draft', 'released'],
      ],
    );
  });

  it('happens once when two editors press at the same moment', async () => {
    const both = await Promise.allSettled([releaseNow(), releaseNow()]);
    expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(
      (await listHistory(db, draft.id)).filter((row) => row.to_state === 'released'),
    ).toHaveLength(1);
  });
});

describe('the state machine', () => {
  const states: IssueState[] = ['draft', 'released', 'sending', 'paused', 'sent', 'cancelled'];
  const allowed = new Set([
    'draft>released',
    'released>sending',
    'sending>sent',
    'released>draft',
    'sending>paused',
    'paused>sending',
    'draft>cancelled',
    'released>cancelled',
    'paused>cancelled',
  ]);
  const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));

  it.each(pairs)(
    'from %s to %s is as the design says, and a refusal leaves no trace',
    async (from, to) => {
      const set = { state: from, send_at: at, planned_at: at };
      await db.updateTable('issues').set(set).where('id', '=', draft.id).execute();
      const move = () => moveIssue(db, { issueId: draft.id, to, actor: 'Edda', at });
      if (allowed.has(`${from}>${to}`)) {
        expect(await move()).toBe(from);
        expect((await getIssue(db, number)).state).toBe(to);
      } else {
        await expectRefused(move, `is ${from} and cannot become ${to}`);
      }
    },
  );

  it('refuses to cancel what has been sent', async () => {
    const set = { state: 'sent', send_at: at, planned_at: at } as const;
    await db.updateTable('issues').set(set).where('id', '=', draft.id).execute();
    await expectRefused(
      () => cancelIssue(db, { issueId: draft.id, actor: 'Edda', at }),
      'that is where it stays',
    );
  });

  it('is guarded by the database as well', async () => {
    const wrong = db
      .updateTable('issues')
      .set({ state: 'sending', planned_at: null })
      .where('id', '=', draft.id);
    await expect(wrong.execute()).rejects.toMatchObject({ code: '23514' });
  });
});
