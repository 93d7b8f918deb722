import type { Candidate, CandidateTool } from './candidate';

/** The tool featured most recently; pinned comparisons don't rest. */
export function findResting(
  { pinned, tools: [first, second] }: Candidate,
  rest: number,
): (CandidateTool & { last_featured: number }) | undefined {
  const latest = (second.last_featured ?? Infinity) < (first.last_featured ?? Infinity);
  const tool = latest ? second : first;
  if (pinned || tool.last_featured === null || tool.last_featured > rest) return undefined;
  return { ...tool, last_featured: tool.last_featured };
}

/** The tool that is in an earlier pick, and that pick's rank. */
export function findTaken(
  { tools: [first, second] }: Candidate,
  picks: Candidate[],
): { tool: CandidateTool; rank: number } | undefined {
  for (const [index, pick] of picks.entries()) {
    for (const { id } of pick.tools) {
      if (id === first.id) return { tool: first, rank: index + 1 };
      if (id === second.id) return { tool: second, rank: index + 1 };
    }
  }
  return undefined;
}
