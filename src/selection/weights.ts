/**
 * What a comparison can earn, in whole points. A comparison's score is the sum of its parts; with
 * full marks in everything it has 100.
 *
 * | part             | points | full marks                             | in between                      |
 * |------------------|--------|----------------------------------------|---------------------------------|
 * | `freshness`      | 30     | published today                        | halves every 10 days            |
 * | `panelSplit`     | 25     | both panels say 50% ship               | linear to 0 at 0% and 100%      |
 * | `panelsApart`    | 10     | one panel says 100% ship, the other 0  | linear in the difference        |
 * | `communityApart` | 20     | a tool's readers and panel lie 50 apart| linear; the tool furthest apart |
 * | `votes`          | 15     | never quite reached                    | half of it at 100 votes         |
 *
 * `balance`: each comparison already picked from one of its categories leaves it four fifths of its
 * points, so a one-sided week is possible but has to be earned.
 */
export const weights = {
  freshness: { points: 30, halfLifeDays: 10 },
  panelSplit: { points: 25 },
  panelsApart: { points: 10 },
  communityApart: { points: 20, fullAt: 50 },
  votes: { points: 15, halfAt: 100 },
  balance: { keeps: 0.8 },
} as const;
