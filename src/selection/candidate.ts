import type { Community } from '../../emails/props';

/** One tool of a candidate, as of that comparison's side. */
export interface CandidateTool {
  id: string;
  name: string;
  category: string;
  /** The panel's share of ship, 0 to 100. */
  panel_ship: number;
  /** Readers' counted votes on the tool, over all issues. */
  community: Community;
  /** How many issues ago the tool last stood in one (1 is the latest issue); null if it never did. */
  last_featured: number | null;
}

/** A comparison that may stand in the coming issue, with the facts that are weighed. */
export interface Candidate {
  comparison_id: string;
  slug: string;
  /** Name 1 + " vs " + name 2. */
  title: string;
  /** YYYY-MM-DD. */
  published_on: string;
  pinned: boolean;
  tools: [CandidateTool, CandidateTool];
}
