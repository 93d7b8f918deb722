import type { Candidate, CandidateTool } from '../../src/selection/candidate';
import { toCommunity } from '../../src/votes/community';

export const TODAY = '2026-11-23';

type Facts = Partial<Omit<CandidateTool, 'community'>> & { ship?: number; skip?: number };

/** Earns nothing by itself: a unanimous panel, no votes, never featured. */
export function tool(name: string, { ship = 0, skip = 0, ...facts }: Facts = {}): CandidateTool {
  return {
    id: `id of ${name}`,
    name,
    category: 'Developer Tools',
    panel_ship: 100,
    community: toCommunity({ ship, skip }, 20),
    last_featured: null,
    ...facts,
  };
}

export function candidate(
  first: CandidateTool,
  second: CandidateTool,
  facts: Partial<Candidate> = {},
): Candidate {
  const slug = `${first.name}-vs-${second.name}`.toLowerCase().replaceAll(' ', '-');
  return {
    comparison_id: `id of ${slug}`,
    slug,
    title: `${first.name} vs ${second.name}`,
    published_on: TODAY,
    pinned: false,
    tools: [first, second],
    ...facts,
  };
}

/** Two tools without another comparison, in a category of their own. */
export function lone(name: string, facts: Partial<Candidate> = {}): Candidate {
  const category = `Category of ${name}`;
  return candidate(tool(`${name} one`, { category }), tool(`${name} two`, { category }), facts);
}
