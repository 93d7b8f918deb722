import { isLook, isPress, type Rule, type StoredHit } from './stored-hit';
import { linkOf, type Visit } from './visits';

export interface VisitRule extends Rule {
  /** Whether it also holds for distributed visits, which may be several people's. */
  holdsForDistributed: boolean;
  fits: (visit: Visit) => boolean;
}

/** No person opens so many distinct links so fast. */
const BURSTS = [
  { links: 3, withinMs: 2_000 },
  { links: 5, withinMs: 5_000 },
];
const BOTH_SIDES_OF = 3;
const BOTH_SIDES_SHARE = 3 / 4;
const BOTH_SIDES_UNPRESSED_OF = 2;
const BOTH_PRESSED_ON = 3;
const BOTH_PRESSED_WITHIN_MS = 10_000;
const METRONOME_GAPS = 6;
const METRONOME_SPREAD = 0.05;

/** From the shape of a whole visit; what fits holds for every hit of it. */
export const visitRules: VisitRule[] = [
  {
    name: 'burst',
    class: 'machine',
    holdsForDistributed: true,
    says: 'Three different links within two seconds, or five within five. In 836 measured bursts, 9 to 10 links came in less than a second, at a median of 43 s after the email was sent. So the pattern gives them away, not the first few seconds.',
    fits: (visit) => BURSTS.some((burst) => hasBurst(visit, burst)),
  },
  {
    name: 'both-sides',
    class: 'machine',
    holdsForDistributed: true,
    says: 'A visit opened both the Ship and the Skip link in the email: either for at least three tools and three in four of those it looked at, or for two tools without pressing anything. A scanner follows every link, however slowly. A reader follows one, and goes back to the email for the other only to change their mind, which ends in a press and doesn’t happen on nearly every tool.',
    fits: opensBothSides,
  },
  {
    name: 'both-pressed',
    class: 'machine',
    holdsForDistributed: false,
    says: 'Both buttons pressed for at least three tools, the second within ten seconds of the first, and no tool with only one pressed. Pressing everything means nothing. Readers who change their minds take longer, and don’t do it on every tool.',
    fits: pressesEverything,
  },
  {
    name: 'metronome',
    class: 'machine',
    holdsForDistributed: false,
    says: 'Seven or more links at equal intervals (spread below a twentieth of the mean): a timer, not a hand. Readers with an even pace get below a tenth now and then.',
    fits: isMetronome,
  },
  {
    name: 'head-first',
    class: 'machine',
    holdsForDistributed: false,
    says: 'A visit that includes a HEAD request: link checkers send HEAD, then GET.',
    fits: (visit) => visit.some(({ method }) => method === 'HEAD'),
  },
];

function hasBurst(visit: Visit, { links, withinMs }: (typeof BURSTS)[number]): boolean {
  const onLinks = visit.filter((hit) => linkOf(hit) !== null);
  return onLinks.some((first, at) => {
    const end = first.at.getTime() + withinMs;
    const near = onLinks.slice(at).filter((hit) => hit.at.getTime() <= end);
    return new Set(near.map(linkOf)).size >= links;
  });
}

function opensBothSides(visit: Visit): boolean {
  const onTools = visit.filter((hit) => hit.tool_id !== null);
  const byTool = [...Map.groupBy(onTools, (hit) => hit.tool_id).values()];
  const both = byTool.filter(
    (on) => new Set(on.filter(isLook).map((hit) => hit.choice)).size === 2,
  );
  const unpressed = both.filter((on) => !on.some(isPress));
  const isMost = both.length >= BOTH_SIDES_SHARE * byTool.length;
  return (both.length >= BOTH_SIDES_OF && isMost) || unpressed.length >= BOTH_SIDES_UNPRESSED_OF;
}

function pressesEverything(visit: Visit): boolean {
  const byTool = [...Map.groupBy(visit.filter(isPress), (hit) => hit.tool_id).values()];
  return byTool.length >= BOTH_PRESSED_ON && byTool.every(isQuickPair);
}

/** Whether the opposite vote on a tool follows within ten seconds. */
function isQuickPair(presses: StoredHit[]): boolean {
  return presses.some((press, at) => {
    const next = presses[at + 1];
    if (!next || next.choice === press.choice) return false;
    return next.at.getTime() - press.at.getTime() < BOTH_PRESSED_WITHIN_MS;
  });
}

function isMetronome(visit: Visit): boolean {
  const looks = visit.filter((hit) => isLook(hit) && linkOf(hit) !== null);
  if (new Set(looks.map(linkOf)).size <= METRONOME_GAPS) return false;
  const gaps = looks.slice(1).map((hit, at) => hit.at.getTime() - looks[at]!.at.getTime());
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) < METRONOME_SPREAD * mean;
}
