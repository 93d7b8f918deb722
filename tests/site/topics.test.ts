import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { listCategories } from '../../src/catalog/categories';
import { forgetErasedAddresses } from '../../src/deliveries/forget-addresses';
import { exportReader } from '../../src/statistics/export-reader';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press } from '../helpers/fixtures/sign-up';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 4);
const categories = await listCategories(db);
await restoreBeforeEach(db, deps.clock);
const [first, second, third] = categories as [string, string, string];

const email = (reader: number) => `reader${reader}@example.com`;
const topicsOf = async (reader: number) => (await findReader(deps, email(reader)))!.topics;
const choose = (reader: number, topics: string[], more: string[][] = []) =>
  press(deps, mailOf(reader).preferences, [...topics.map((topic) => ['topics[]', topic]), ...more]);
const setTopics = (reader: number, topics: string[] | null) =>
  db.updateTable('subscribers').set({ topics }).where('email', '=', email(reader)).execute();

/** The topics that the page offers, and those that are ticked. */
async function readPage(reader: number) {
  const page = await (await app.request(mailOf(reader).preferences)).text();
  const boxes = [
    ...page.matchAll(/<input type="checkbox" name="topics\[\]" value="([^"]+)"([^>]*)/g),
  ];
  const names = (of: typeof boxes) => of.map(([, value]) => value!.replaceAll('&amp;', '&'));
  return {
    page,
    offered: names(boxes),
    ticked: names(boxes.filter(([, , rest]) => rest!.includes('checked'))),
  };
}

describe('topics', () => {
  it('are the categories of the catalog; until a reader chooses none is ticked, and the page says what they do', async () => {
    const { page, offered, ticked } = await readPage(1);
    expect(offered).toEqual(categories);
    expect(ticked).toEqual([]);
    expect(page).toContain('You get every comparison in each issue.');
  });

  it('are kept as chosen and shown again, beside a pause and plain links', async () => {
    const more = [
      ['links', 'plain'],
      ['pause', 'issues'],
      ['issues', '3'],
    ];
    expect((await choose(1, [second, first], more)).status).toBe(200);
    expect((await readPage(1)).ticked).toEqual([first, second]);
    expect(await findReader(deps, email(1))).toMatchObject({
      topics: [first, second],
      plain_links: true,
      paused_issues: 3,
    });
  });

  it.each([
    ['none', []],
    ['all', categories],
  ])('of which %s are ticked mean everything, also what comes later', async (_, ticked) => {
    await setTopics(1, [first]);
    expect((await choose(1, ticked)).status).toBe(200);
    expect(await topicsOf(1)).toBeNull();
  });

  it('that are not in the catalog are refused in words that repeat nothing, and nothing else is saved', async () => {
    await setTopics(2, [first]);
    for (const posted of ['Gardening <b>', '', first.toLowerCase(), 'x'.repeat(5_000)]) {
      const answer = await choose(2, [first, posted], [['links', 'plain']]);
      expect(answer.status).toBe(400);
      const says = await answer.text();
      expect(says).toContain('no longer available');
      expect(says).not.toContain('Gardening');
    }
    expect(await findReader(deps, email(2))).toMatchObject({ topics: [first], plain_links: false });
  });

  it('that have left the catalog since stay, ticked, until the reader unticks them', async () => {
    await setTopics(2, ['Abandoned', first]);
    expect(await readPage(2)).toMatchObject({
      offered: ['Abandoned', ...categories],
      ticked: ['Abandoned', first],
    });
    expect((await choose(2, ['Abandoned', third])).status).toBe(200);
    expect(await topicsOf(2)).toEqual(['Abandoned', third]);
    expect((await choose(2, [third])).status).toBe(200);
    expect((await choose(2, ['Abandoned', third])).status).toBe(400);
  });

  it('are limited in number by the database itself', async () => {
    const many = Array.from({ length: 31 }, (_, n) => `Topic ${n}`);
    for (const topics of [many, [], ['x'.repeat(3_001)]])
      await expect(setTopics(2, topics)).rejects.toThrow('subscribers_topics_check');
  });

  it('are not asked for if there is nothing to choose between', async () => {
    const { deps: others, mailOf: mailAt } = await sendIssue(await cloneDatabase(), 1);
    await others.db.updateTable('sides').set({ category: 'Developer Tools' }).execute();
    const page = await (await createApp(others).request(mailAt(1).preferences)).text();
    expect(page).not.toContain('Topics');
    expect((await press(others, mailAt(1).preferences)).status).toBe(200);
  });

  it('are in the reader’s copy of what we keep, and gone after erasure with what they did to old mails', async () => {
    await setTopics(3, [third]);
    const { id } = (await findReader(deps, email(3)))!;
    await db
      .updateTable('deliveries')
      .set({ cards_last: 5 })
      .where('subscriber_id', '=', id)
      .execute();
    expect(await exportReader(db, id)).toMatchObject({
      reader: { topics: [third] },
      deliveries: [{ cards_last: 5 }],
    });
    await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
    await forgetErasedAddresses(db);
    expect(await exportReader(db, id)).toMatchObject({
      reader: { topics: null },
      deliveries: [{ cards_last: 0 }],
    });
  });
});
