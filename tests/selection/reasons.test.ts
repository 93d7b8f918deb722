import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/selection/candidate';
import { rank } from '../../src/selection/ranking';
import { candidate, lone, TODAY, tool } from './make-candidate';

const reasons = (candidates: Candidate[], { entries = 5, rest = 4 } = {}) => {
  const { picks, nearMisses } = rank({ candidates, entries, rest, today: TODAY });
  return [...picks, ...nearMisses].map((ranked) => ranked.reason);
};
const aider = tool('Aider', { panel_ship: 75, ship: 120, skip: 180 });
const full = candidate(aider, tool('Cline', { panel_ship: 50, ship: 12, skip: 3 }), {
  published_on: '2026-11-18',
});

describe('the reason of a pick', () => {
  it('names the facts with what each earned', () => {
    expect(reasons([full])).toEqual([
      'Picked 1st with 67 points: published 5 days ago (21 of 30), the panel says 75% ship for ' +
        '*Aider* and 50% for *Cline* (21 of 35), readers say 40% ship for *Aider* where the panel ' +
        'says 75% (14 of 20) and its tools have 315 reader votes (11 of 15).',
    ]);
  });

  it('names what earned nothing, and what the category cost', () => {
    const second = candidate(tool('Zed'), tool('Helix'), { published_on: '2026-11-22' });
    expect(reasons([full, second])[1]).toBe(
      'Picked 2nd with 22 points: published yesterday (28 of 30), less 6 because pick 1 is ' +
        'Developer Tools too, but the panel says 100% ship for both tools and no reader has voted ' +
        'on either tool yet.',
    );
  });

  it('says that a shared category cost points where its tools are of two', () => {
    const mixed = candidate(tool('Zed'), tool('Figma Make', { category: 'Design' }));
    expect(reasons([full, mixed])[1]).toContain(
      'less 6 because pick 1 shares a category with it, but',
    );
  });

  it('says that it was pinned, however few its points', () => {
    const pinned = lone('Zed', { pinned: true, published_on: '2026-01-02' });
    expect(reasons([pinned])).toEqual([
      'Picked 1st because it is pinned, with 0 points: it is 325 days old, the panel says 100% ship ' +
        'for both tools and no reader has voted on either tool yet.',
    ]);
  });

  it('says that votes are too few for a percentage, and that they are few', () => {
    const few = candidate(tool('Zed', { ship: 2 }), tool('Helix'));
    expect(reasons([few])[0]).toMatch(
      /, too few readers have voted for a percentage and its tools have only 2 reader votes\.$/,
    );
  });
});

describe('the reason of a near miss', () => {
  const cursor = tool('Cursor v0.50 – Background Agent & Codebase Refactoring');

  it('names the pick that already has its tool, by the short name', () => {
    const [, left] = reasons([
      candidate(cursor, tool('Zed', { panel_ship: 50 })),
      candidate(cursor, tool('Helix')),
    ]);
    expect(left).toBe(
      'Left out: *Cursor v0.50* is already in pick 1 (otherwise it would have 24 points); published ' +
        'today (30 of 30), less 6 because pick 1 is Developer Tools too, but the panel says 100% ' +
        'ship for both tools and no reader has voted on either tool yet.',
    );
  });

  it('names the tool that rests, when it was featured and for how long it rests', () => {
    const resting = candidate(
      tool('Zed', { last_featured: 3 }),
      tool('Helix', { last_featured: 2 }),
    );
    expect(reasons([resting])[0]).toMatch(
      /^Left out: \*Helix\* was featured 2 issues ago and rests for 4 \(otherwise it would have 30 points\); /,
    );
    const latest = candidate(tool('Zed', { last_featured: 1 }), tool('Helix'));
    expect(reasons([latest])[0]).toMatch(/^Left out: \*Zed\* was featured 1 issue ago and /);
  });

  it('names the points that it was short of', () => {
    const older = lone('b', { published_on: '2026-11-20' });
    expect(reasons([lone('a'), older], { entries: 1 })[1]).toMatch(
      /^Left out: 24 points, 6 fewer than pick 1; published 3 days ago \(24 of 30\), but /,
    );
  });

  it('counts its category among the picks before the last place, for which it was short', () => {
    const alike = ['22', '21', '20', '18'].map((day) =>
      candidate(tool(`A${day}`), tool(`B${day}`), { published_on: `2026-11-${day}` }),
    );
    expect(reasons(alike, { entries: 3 })[3]).toMatch(
      /^Left out: 13 points, 2 fewer than pick 3; .*, less 8 because picks 1 and 2 are Developer Tools too,/,
    );
  });

  it('names the second tool where readers differ more on that', () => {
    const second = candidate(tool('Zed'), tool('Helix', { ship: 10, skip: 30 }));
    expect(reasons([second])[0]).toContain(
      'readers say 25% ship for *Helix* where the panel says 100% (20 of 20)',
    );
  });

  it('names what decided between equal points', () => {
    const old = { published_on: '2024-01-01' };
    const newer = lone('z', { published_on: '2024-01-02' });
    const [, first, second] = reasons([newer, lone('a', old), lone('b', old)], { entries: 1 });
    expect(first).toMatch(/^Left out: 0 points, as many as pick 1, which is newer; it is /);
    expect(second).toMatch(/^Left out: 0 points, as many as pick 1, which is newer; it is /);
    expect(reasons([lone('a', old), lone('b', old)], { entries: 1 })[1]).toMatch(
      /^Left out: 0 points, as many as pick 1, which comes first by name; /,
    );
  });

  it('says that pinned comparisons took the places, whatever the points', () => {
    const pinned = ['a', 'b'].map((name) =>
      lone(name, { pinned: true, published_on: '2026-01-01' }),
    );
    const [, , left] = reasons([...pinned, lone('c')], { entries: 2 });
    expect(left).toMatch(
      /^Left out: pinned comparisons take all 2 places \(otherwise it would have 30 points\); published/,
    );
  });
});
