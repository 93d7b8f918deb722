import { beforeEach, describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/selection/candidates';
import { cloneDatabase } from '../helpers/database';
import { addComparison, addSentIssue, getToolId } from './catalog-rows';
import { emptyTables } from './empty-tables';

const db = await cloneDatabase();
beforeEach(() => emptyTables(db));

const slugs = async () => (await listCandidates(db, { floor: 20 })).map((each) => each.slug).sort();

describe('a candidate', () => {
  it('carries both sides’ facts in the order of the page', async () => {
    const id = await addComparison(
      db,
      [
        { name: 'Zed', category: 'Editors', panel_ship: 100 },
        { name: 'Aider', category: 'Agents', panel_ship: 25 },
      ],
      { published_on: '2026-11-05', pinned: true },
    );
    const none = { community: { ship: 0, skip: 0, percent: null }, last_featured: null };
    expect(await listCandidates(db, { floor: 20 })).toEqual([
      {
        comparison_id: id,
        slug: 'zed-vs-aider',
        title: 'Zed vs Aider',
        published_on: '2026-11-05',
        pinned: true,
        tools: [
          {
            id: await getToolId(db, 'Zed'),
            name: 'Zed',
            category: 'Editors',
            panel_ship: 100,
            ...none,
          },
          {
            id: await getToolId(db, 'Aider'),
            name: 'Aider',
            category: 'Agents',
            panel_ship: 25,
            ...none,
          },
        ],
      },
    ]);
  });

  it('has a community percentage from the floor of votes on, and the count below it', async () => {
    await addComparison(db, ['Zed', 'Aider']);
    await db
      .insertInto('tallies')
      .values([
        { tool_id: await getToolId(db, 'Zed'), ship: 15, skip: 5 },
        { tool_id: await getToolId(db, 'Aider'), ship: 19, skip: 0 },
      ])
      .execute();
    const [only] = await listCandidates(db, { floor: 20 });
    expect(only!.tools.map((tool) => tool.community)).toEqual([
      { ship: 15, skip: 5, percent: 75 },
      { ship: 19, skip: 0, percent: null },
    ]);
  });

  it('knows how many issues ago each tool was last featured, whatever the side', async () => {
    const oldest = await addComparison(db, ['Zed', 'Helix']);
    const middle = await addComparison(db, ['Aider', 'Zed']);
    const latest = await addComparison(db, ['Cline', 'Bolt']);
    await addSentIssue(db, { number: 3, week: '2026-11-02', comparisonIds: [oldest] });
    await addSentIssue(db, { number: 5, week: '2026-11-09', comparisonIds: [middle] });
    await addSentIssue(db, { number: 8, week: '2026-11-16', comparisonIds: [latest] });
    await addComparison(db, ['Zed', 'Cline']);
    await addComparison(db, ['Helix', 'Lovable']);
    const found = await listCandidates(db, { floor: 20 });
    const ago = Object.fromEntries(
      found.flatMap(({ tools }) => tools.map(({ name, last_featured }) => [name, last_featured])),
    );
    expect(ago).toEqual({ Zed: 2, Cline: 1, Helix: 3, Lovable: null });
  });
});

describe('the candidates', () => {
  it('leave out every comparison that is in an issue', async () => {
    const stood = await addComparison(db, ['Zed', 'Helix']);
    await addComparison(db, ['Aider', 'Cline']);
    expect(await slugs()).toEqual(['aider-vs-cline', 'zed-vs-helix']);
    await addSentIssue(db, { number: 1, week: '2026-11-16', comparisonIds: [stood] });
    expect(await slugs()).toEqual(['aider-vs-cline']);
  });

  it('regain a cancelled issue’s comparisons once it is certain that nobody got it', async () => {
    const stood = await addComparison(db, ['Zed', 'Helix']);
    await addComparison(db, ['Zed', 'Aider']);
    const id = await addSentIssue(db, { number: 1, week: '2026-11-16', comparisonIds: [stood] });
    await db.updateTable('issues').set({ state: 'cancelled' }).where('id', '=', id).execute();
    expect(await slugs()).toEqual(['zed-vs-aider']);
    await db.updateTable('issues').set({ voided_at: new Date() }).where('id', '=', id).execute();
    expect(await slugs()).toEqual(['zed-vs-aider', 'zed-vs-helix']);
    const [one] = await listCandidates(db, { floor: 20 });
    expect(one!.tools.map((tool) => tool.last_featured)).toEqual([null, null]);
  });

  it('are empty if nothing was imported', async () => {
    expect(await slugs()).toEqual([]);
  });
});
