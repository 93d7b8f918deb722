import type { Candidate, CandidateTool } from '../src/selection/candidate';
import { rank } from '../src/selection/ranking';
import { toCommunity } from '../src/votes/community';
import type { Figure } from './figure';

const CANDIDATES = 100_000;
const TOOLS = 60_000;
const CATEGORIES = 12;
const DAYS = 730;
const WARM_UPS = 3;
const RUNS = 9;
const TARGET_MS = 300;
const TODAY = '2026-11-23';

export const method =
  'Ranking 100,000 candidates into 5 picks and 10 near misses, with their sentences. The ' +
  'candidates are invented, the same in every run: 60,000 tools, 12 categories, two years, one ' +
  'tool in fifty featured lately. Clock time on one core; median of nine runs, after three to ' +
  'warm up.';

export async function run(): Promise<Figure[]> {
  const candidates = inventCandidates();
  const times = Array.from({ length: WARM_UPS + RUNS }, () => measureMs(candidates));
  const value = median(times.slice(WARM_UPS));
  return [
    {
      name: 'ranking 100,000 candidates',
      value: Math.round(value * 10) / 10,
      unit: 'ms',
      target: TARGET_MS,
      met: value < TARGET_MS,
    },
  ];
}

function measureMs(candidates: Candidate[]): number {
  const start = performance.now();
  const { picks } = rank({ candidates, entries: 5, rest: 4, today: TODAY });
  const ms = performance.now() - start;
  if (picks.length !== 5) throw new Error(`the ranking picked ${picks.length}, not 5`);
  return ms;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function inventCandidates(): Candidate[] {
  const chance = seededChance(7);
  const tools = Array.from({ length: TOOLS }, (_, n) => inventTool(n, chance));
  return Array.from({ length: CANDIDATES }, (_, n) => inventCandidate(n, tools, chance));
}

function inventCandidate(
  n: number,
  tools: CandidateTool[],
  chance: (below: number) => number,
): Candidate {
  const first = chance(TOOLS);
  const second = (first + 1 + chance(TOOLS - 1)) % TOOLS;
  const pair: [CandidateTool, CandidateTool] = [{ ...tools[first]! }, { ...tools[second]! }];
  const day = Date.parse(TODAY) - chance(DAYS) * 24 * 60 * 60 * 1000;
  return {
    comparison_id: `comparison-${n}`,
    slug: `tool-${first}-vs-tool-${second}`,
    title: `${pair[0].name} vs ${pair[1].name}`,
    published_on: new Date(day).toISOString().slice(0, 10),
    pinned: false,
    tools: pair,
  };
}

function inventTool(n: number, chance: (below: number) => number): CandidateTool {
  const votes = chance(3) === 0 ? { ship: chance(200), skip: chance(200) } : { ship: 0, skip: 0 };
  return {
    id: `tool-${n}`,
    name: `Tool ${n}`,
    category: `Category ${chance(CATEGORIES)}`,
    panel_ship: chance(5) * 25,
    community: toCommunity(votes, 20),
    last_featured: chance(50) === 0 ? 1 + chance(8) : null,
  };
}

/** Whole numbers from 0, the same in every run (Lehmer's generator). */
function seededChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
