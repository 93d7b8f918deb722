import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parsePage } from '../../src/catalog/pages/parse-page';
import { listSamples } from '../../src/demo/samples';
import {
  type ExportedComparison,
  exportComparisons,
} from '../../src/statistics/export-comparisons';
import { readReport } from '../../src/statistics/report';
import { cloneDatabase } from '../helpers/database';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const { app, deps, mailOf, issue } = await sendIssue(db, 30);
const { press } = readerActions({ app, clock: deps.clock });

await restoreBeforeEach(db, deps.clock);

/** Two votes by one reader, and one by another. */
async function voteThrice(): Promise<void> {
  await press(mailOf(1).votes[0]!);
  await press(mailOf(1).votes[2]!);
  await press(mailOf(2).votes[0]!);
}

async function exported(floor: number): Promise<ExportedComparison[]> {
  const comparisons: ExportedComparison[] = [];
  for await (const comparison of exportComparisons(db, { floor })) comparisons.push(comparison);
  return comparisons;
}

describe('the report', () => {
  it('says what happened to a sent issue', async () => {
    await voteThrice();
    await app.request(mailOf(1).pixel!);
    await app.request(mailOf(1).pixel!);
    await app.request(mailOf(2).clicks[0]!);
    await app.request(mailOf(3).unsubscribe, { method: 'POST' });
    expect(await readReport(db, { number: issue.number })).toEqual({
      issue: issue.number,
      state: 'sent',
      audience: {
        total: 30,
        accepted: 30,
        suppressed: 0,
        refused: 0,
        unknown: 0,
        waiting: 0,
        reasons: {},
      },
      delivered: 0,
      bounced: 0,
      complained: 0,
      unsubscribed: 1,
      opens: { person: 0, machine: 0, unsure: 1, of_consenting: 15 },
      clicks: { person: 0, machine: 0, unsure: 1 },
      lost: { opens: 0, clicks: 0 },
      votes: { counted: 3, provisional: 0, held: 0 },
    });
  });

  it('of an issue that does not exist is refused in a sentence', async () => {
    await expect(readReport(db, { number: 99 })).rejects.toThrow('There is no issue 99');
  });
});

describe('the export', () => {
  it('returns every sample exactly, with the verdicts that the page implies', async () => {
    const comparisons = await exported(20);
    const samples = await listSamples();
    expect(comparisons).toHaveLength(samples.length);
    for (const { path } of samples) {
      const page = parsePage(await readFile(path));
      const found = comparisons.find(({ tools }) =>
        tools.every(
          (tool, side) =>
            tool.name === page.sides[side]!.name && tool.tagline === page.sides[side]!.tagline,
        ),
      );
      for (const [side, tool] of found!.tools.entries()) {
        const printed = page.sides[side]!;
        expect(tool.description).toBe(printed.description);
        expect(tool.reviews.map((review) => review.quote)).toEqual(printed.quotes);
        expect(tool.reviews.map((review) => review.seat)).toEqual([
          'builder',
          'skeptic',
          'futurist',
          'guest',
        ]);
        const known = {
          100: { ship: 4, skip: 0, unknown: 0 },
          0: { ship: 0, skip: 4, unknown: 0 },
        }[tool.panel_ship];
        expect(tool.panel).toEqual(known ?? { ship: 0, skip: 0, unknown: 4 });
      }
    }
  });

  it('counts readers’ votes, never what a page printed, and gives no percentage below the floor', async () => {
    await voteThrice();
    const voted = (comparisons: ExportedComparison[]) =>
      comparisons
        .flatMap(({ tools }) => tools.map((tool) => tool.community))
        .filter(({ ship, skip }) => ship + skip > 0);
    expect(new Set(voted(await exported(3)).map((community) => JSON.stringify(community)))).toEqual(
      new Set(['{"ship":2,"skip":0,"percent":null}', '{"ship":1,"skip":0,"percent":null}']),
    );
    expect(voted(await exported(2)).some(({ percent }) => percent === 100)).toBe(true);
  });
});
