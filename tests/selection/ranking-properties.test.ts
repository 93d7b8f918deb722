import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/selection/candidate';
import { rank } from '../../src/selection/ranking';
import { candidate, TODAY, tool } from './make-candidate';

const votes = fc.constantFrom(0, 3, 25, 400);
const aTool = fc.record({
  n: fc.integer({ min: 0, max: 14 }),
  category: fc.constantFrom('Developer Tools', 'Design', 'Writing'),
  panel_ship: fc.constantFrom(0, 25, 50, 75, 100, 33),
  last_featured: fc.constantFrom(null, null, null, 1, 2, 6),
  ship: votes,
  skip: votes,
});
const aPair = fc
  .record({
    first: aTool,
    second: aTool,
    age: fc.integer({ min: -3, max: 60 }),
    pinned: fc.nat({ max: 9 }).map((n) => n === 0),
  })
  .filter(({ first, second }) => first.n !== second.n);

const candidates = fc.array(aPair, { maxLength: 40 }).map((pairs) =>
  pairs.map(({ first, second, age, pinned }, n): Candidate => {
    const published = new Date(Date.parse(TODAY) - age * 24 * 60 * 60 * 1000);
    const named = ({ n, ...facts }: typeof first) => tool(`T${n}`, facts);
    const made = candidate(named(first), named(second), {
      published_on: published.toISOString().slice(0, 10),
      pinned,
    });
    return { ...made, comparison_id: `comparison ${n}`, slug: `${made.slug}-${n}` };
  }),
);
const selection = fc.record({
  candidates,
  entries: fc.integer({ min: 1, max: 6 }),
  rest: fc.integer({ min: 0, max: 5 }),
  today: fc.constant(TODAY),
});

describe('any selection', () => {
  it('comes out the same whatever the order of the candidates', () => {
    fc.assert(
      fc.property(selection, fc.func(fc.integer()), (given, key) => {
        const shuffled = given.candidates
          .map((each) => ({ each, at: key(each.comparison_id) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ each }) => each);
        expect(rank({ ...given, candidates: shuffled })).toEqual(rank(given));
      }),
    );
  });

  it('never holds a tool twice, or a resting tool unpinned', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const { picks } = rank(given);
        const ids = picks.flatMap((pick) => pick.candidate.tools.map((each) => each.id));
        expect(new Set(ids).size).toBe(ids.length);
        for (const { candidate: picked } of picks) {
          const resting = picked.tools.some(
            ({ last_featured }) => last_featured !== null && last_featured <= given.rest,
          );
          expect(resting && !picked.pinned).toBe(false);
        }
      }),
    );
  });

  it('fills every place it can: whatever a shorter issue leaves out could not be in it', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const { picks } = rank(given);
        expect(picks.length).toBeLessThanOrEqual(given.entries);
        if (picks.length === given.entries) return;
        const taken = new Set(
          picks.flatMap(({ candidate }) => candidate.tools.map(({ id }) => id)),
        );
        for (const left of given.candidates) {
          const blocked = left.tools.some(
            ({ id, last_featured }) =>
              taken.has(id) ||
              (!left.pinned && last_featured !== null && last_featured <= given.rest),
          );
          expect(blocked || left.published_on > TODAY).toBe(true);
        }
      }),
    );
  });

  it('puts pinned picks first and otherwise never a worse pick before a better one', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const { picks } = rank(given);
        for (const [index, pick] of picks.slice(1).entries()) {
          const before = picks[index]!;
          expect(Number(before.candidate.pinned)).toBeGreaterThanOrEqual(
            Number(pick.candidate.pinned),
          );
          if (before.candidate.pinned === pick.candidate.pinned) {
            expect(before.score).toBeGreaterThanOrEqual(pick.score);
          }
        }
      }),
    );
  });

  it('leaves out at most ten with their reasons, none of which was picked', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const { picks, nearMisses } = rank(given);
        expect(nearMisses.length).toBeLessThanOrEqual(10);
        const all = [...picks, ...nearMisses];
        expect(new Set(all.map((each) => each.candidate.comparison_id)).size).toBe(all.length);
        expect(all.map((each) => each.rank)).toEqual(all.map((_, index) => index + 1));
      }),
    );
  });

  it('says in every reason the points that add up to the score, in one sentence', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const { picks, nearMisses } = rank(given);
        for (const { reason, score } of [...picks, ...nearMisses]) {
          const earned = [...reason.matchAll(/\((\d+) of \d+\)/g)].map((match) => Number(match[1]));
          const less = Number(/, less (\d+) because/.exec(reason)?.[1] ?? 0);
          expect(earned.reduce((sum, points) => sum + points, 0) - less).toBe(score);
          expect(reason).toMatch(new RegExp(`\\b${score} points?\\b`));
          expect(reason).toMatch(/^(Picked|Left out)[^.]*\.$/);
          expect(reason).not.toMatch(/undefined|null|NaN|Infinity| {2}/);
        }
      }),
    );
  });
});
