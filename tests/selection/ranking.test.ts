import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/selection/candidate';
import { type Ranked, rank } from '../../src/selection/ranking';
import { candidate, lone, TODAY, tool } from './make-candidate';

const select = (candidates: Candidate[], { entries = 5, rest = 4 } = {}) =>
  rank({ candidates, entries, rest, today: TODAY });
const slugs = (ranked: Ranked[]) => ranked.map((each) => each.candidate.slug);
const scoreOf = (one: Candidate) => select([one]).picks[0]!.score;

describe('what a comparison earns', () => {
  it('is 30 points on the day it is published, 15 ten days later and 4 after thirty', () => {
    expect(scoreOf(lone('a'))).toBe(30);
    expect(scoreOf(lone('a', { published_on: '2026-11-13' }))).toBe(15);
    expect(scoreOf(lone('a', { published_on: '2026-10-24' }))).toBe(4);
  });

  it('is 25 points more if both panels are split evenly, and none if both are unanimous', () => {
    const panels = (first: number, second: number) =>
      scoreOf(candidate(tool('A', { panel_ship: first }), tool('B', { panel_ship: second })));
    expect(panels(50, 50)).toBe(30 + 25);
    expect(panels(0, 0)).toBe(30);
    expect(panels(100, 100)).toBe(30);
  });

  it('is 10 points more where the panel ships one tool and skips the other', () => {
    const apart = candidate(tool('A', { panel_ship: 100 }), tool('B', { panel_ship: 0 }));
    expect(scoreOf(apart)).toBe(30 + 10);
  });

  it('grows with the distance between readers and panel, up to 50 percentage points', () => {
    const readers = (ship: number, skip: number) =>
      scoreOf(candidate(tool('A', { ship, skip }), tool('B')));
    expect(readers(100, 0)).toBe(30 + 8);
    expect(readers(75, 25)).toBe(30 + 8 + 10);
    expect(readers(50, 50)).toBe(30 + 8 + 20);
    expect(readers(0, 100)).toBe(30 + 8 + 20);
  });

  it('uses the tool on which readers and panel are further apart', () => {
    const [near, far] = [tool('A', { ship: 100 }), tool('B', { ship: 75, skip: 25 })];
    expect(scoreOf(candidate(near, far))).toBe(30 + 10 + 10);
    expect(scoreOf(candidate(far, near))).toBe(30 + 10 + 10);
  });

  it('is a fifth less for each pick that shares a category, on whichever side', () => {
    const of = (first: string, second: string, published_on = TODAY) =>
      candidate(
        tool(`${first} ${published_on}`, { category: first }),
        tool(`${second} ${published_on}`, { category: second }),
        { published_on },
      );
    const behind = (later: Candidate) => select([of('A', 'B'), later]).picks[1]!.score;
    expect(behind(of('C', 'D', '2026-11-22'))).toBe(28);
    expect(behind(of('A', 'C', '2026-11-22'))).toBe(22);
    expect(behind(of('C', 'A', '2026-11-22'))).toBe(22);
    expect(behind(of('B', 'C', '2026-11-22'))).toBe(22);
    expect(behind(of('B', 'A', '2026-11-22'))).toBe(22);
  });

  it('ignores readers who are too few for a percentage', () => {
    expect(scoreOf(candidate(tool('A', { skip: 19 }), tool('B')))).toBe(30 + 2);
    expect(scoreOf(candidate(tool('A', { skip: 20 }), tool('B')))).toBe(30 + 3 + 20);
  });

  it('grows with votes on both tools but never past 15 points', () => {
    const votes = (ship: number) =>
      scoreOf(candidate(tool('A', { ship }), tool('B', { ship }))) - 30;
    expect([votes(50), votes(200), votes(1_000_000)]).toEqual([8, 12, 15]);
  });
});

describe('the picks', () => {
  it('are the best first, and no more than an issue holds', () => {
    const fresh = ['2026-11-23', '2026-11-20', '2026-11-16', '2026-11-10'];
    const { picks } = select(
      fresh.map((published_on, n) => lone(`c${n}`, { published_on })),
      { entries: 3 },
    );
    expect(slugs(picks)).toEqual(['c0-one-vs-c0-two', 'c1-one-vs-c1-two', 'c2-one-vs-c2-two']);
    expect(picks.map((pick) => pick.rank)).toEqual([1, 2, 3]);
  });

  it('never hold a tool twice: the better of two comparisons of a tool stays', () => {
    const cursor = tool('Cursor');
    const better = candidate(cursor, tool('Zed', { panel_ship: 50 }));
    const { picks, nearMisses } = select([candidate(tool('Aider'), cursor), better]);
    expect(slugs(picks)).toEqual(['cursor-vs-zed']);
    expect(slugs(nearMisses)).toEqual(['aider-vs-cursor']);
  });

  it('treat two listings of one name as two tools', () => {
    const listing = { ...tool('Cursor'), id: 'another listing' };
    const { picks } = select([
      candidate(tool('Cursor'), tool('Zed')),
      candidate(listing, tool('Aider')),
    ]);
    expect(picks).toHaveLength(2);
  });

  it('leave out a tool that was featured in the last issues, and take it again after its rest', () => {
    const featured = (last_featured: number) =>
      candidate(tool('Zed', { last_featured }), tool('Helix'));
    expect(select([featured(1)]).picks).toHaveLength(0);
    expect(select([featured(4)]).picks).toHaveLength(0);
    expect(select([featured(5)]).picks).toHaveLength(1);
    expect(select([featured(1)], { rest: 0 }).picks).toHaveLength(1);
  });

  it('begin with pinned comparisons, which need not rest', () => {
    const resting = candidate(tool('Zed', { last_featured: 1 }), tool('Helix'), {
      pinned: true,
      published_on: '2026-01-01',
    });
    const { picks } = select([lone('fresh'), resting]);
    expect(slugs(picks)).toEqual(['zed-vs-helix', 'fresh-one-vs-fresh-two']);
  });

  it('never hold a tool twice even where both comparisons are pinned', () => {
    const cursor = tool('Cursor');
    const { picks, nearMisses } = select([
      candidate(cursor, tool('Zed'), { pinned: true }),
      candidate(cursor, tool('Aider'), { pinned: true, published_on: '2026-11-22' }),
    ]);
    expect(slugs(picks)).toEqual(['cursor-vs-zed']);
    expect(nearMisses[0]!.reason).toMatch(
      /^Left out although pinned: \*Cursor\* is already in pick 1 \(/,
    );
  });

  it('prefer a new category to a slightly better comparison in one already picked', () => {
    const dev = (name: string, panel_ship: number) =>
      candidate(tool(`${name} 1`, { panel_ship }), tool(`${name} 2`, { panel_ship }));
    const design = { category: 'Design', panel_ship: 75 };
    const other = candidate(tool('D1', design), tool('D2', design));
    const { picks } = select([dev('A', 50), dev('B', 50), other]);
    expect(slugs(picks)).toEqual(['a-1-vs-a-2', 'b-1-vs-b-2', 'd1-vs-d2']);
    const closer = candidate(tool('D1', { ...design, panel_ship: 60 }), tool('D2', design));
    expect(slugs(select([dev('A', 50), dev('B', 50), closer]).picks)).toEqual([
      'a-1-vs-a-2',
      'd1-vs-d2',
      'b-1-vs-b-2',
    ]);
  });

  it('count a future publication date as today’s', () => {
    const { picks } = select([lone('a', { published_on: '2026-12-24' })]);
    expect(picks[0]!.reason).toContain('published today');
  });

  it('go to the newer, then to the first by slug, if points are equal', () => {
    const old = { published_on: '2024-01-01' };
    const { picks } = select([
      lone('b', old),
      lone('a', old),
      lone('c', { published_on: '2024-01-02' }),
    ]);
    expect(slugs(picks)).toEqual(['c-one-vs-c-two', 'a-one-vs-a-two', 'b-one-vs-b-two']);
  });

  it('never hold one comparison twice, even if it is listed twice', () => {
    const twice = [lone('a'), lone('a'), lone('b'), lone('b')];
    const { picks, nearMisses } = select(twice, { entries: 1 });
    expect([slugs(picks), slugs(nearMisses)]).toEqual([['a-one-vs-a-two'], ['b-one-vs-b-two']]);
  });
});

describe('the near misses', () => {
  it('are the best ten of those left out and count on from the picks', () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      lone(`c${n}`, {
        published_on: new Date(Date.UTC(2026, 10, 23 - n)).toISOString().slice(0, 10),
      }),
    );
    const { nearMisses } = select(many.toReversed(), { entries: 2 });
    expect(slugs(nearMisses)).toEqual(slugs(select(many, { entries: 12 }).picks).slice(2));
    expect(nearMisses.map((miss) => miss.rank)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('begin with what an editor pinned in vain', () => {
    const pinned = lone('old', { pinned: true, published_on: '2020-01-01' });
    const { nearMisses } = select([lone('a', { pinned: true }), pinned, lone('b')], { entries: 1 });
    expect(slugs(nearMisses)).toEqual(['old-one-vs-old-two', 'b-one-vs-b-two']);
  });
});
