import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDraft } from '../../src/issues/draft';
import { listEntries } from '../../src/issues/entries';
import { lockIssues } from '../../src/issues/lock-issues';
import { cloneDatabase } from '../helpers/database';
import { addComparison, addSentIssue } from '../selection/catalog-rows';
import { emptyTables } from '../selection/empty-tables';

const db = await cloneDatabase();
beforeEach(() => emptyTables(db));

const at = new Date('2026-11-23T06:00:00Z');

function draft(week: string, comparisonIds: string[]) {
  const words = { subject: 'Zed or Helix?', preheader: 'More inside.', reason: 'A test.' };
  return createDraft(db, { week, proposedAt: at, comparisonIds, actor: 'a test', at, ...words });
}

describe('a new draft', () => {
  it('has the number after the greatest and its entries in the order given', async () => {
    const stood = await addComparison(db, ['A', 'B']);
    const [one, two] = [
      await addComparison(db, ['Zed', 'Helix']),
      await addComparison(db, ['Aider', 'Cline']),
    ];
    await addSentIssue(db, { number: 41, week: '2026-11-16', comparisonIds: [stood] });
    const made = await draft('2026-11-23', [two, one]);
    expect(made).toMatchObject({ number: 42 });
    const entries = await listEntries(db, made!.id);
    expect(entries.map((entry) => [entry.position, entry.comparison_id])).toEqual([
      [1, two],
      [2, one],
    ]);
  });

  it('is not made if the week already has its issue', async () => {
    const ids = [await addComparison(db, ['Zed', 'Helix'])];
    expect(await draft('2026-11-23', ids)).toMatchObject({ number: 1 });
    expect(await draft('2026-11-23', ids)).toBeNull();
    expect(await db.selectFrom('entries').selectAll().execute()).toHaveLength(1);
    expect(await db.selectFrom('issue_history').selectAll().execute()).toHaveLength(1);
  });

  it('waits for the others, so that no two get the same number', async () => {
    const ids = [await addComparison(db, ['Zed', 'Helix'])];
    const weeks = ['2026-11-23', '2026-11-30', '2026-12-07', '2026-12-14'];
    const made = await db.transaction().execute(async (tx) => {
      await lockIssues(tx);
      const waiting = Promise.all(weeks.map((week) => draft(week, ids)));
      await sql`select pg_sleep(0.1)`.execute(tx);
      return { waiting };
    });
    const numbers = (await made.waiting).map((issue) => issue!.number);
    expect(numbers.sort()).toEqual([1, 2, 3, 4]);
  });
});
