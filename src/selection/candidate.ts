import type { Community } from '../../emails/props';

export interface CandidateTool {
  id: string;
  name: string;
  category: string;
  /** 0 to 100. */
  panel_ship: number;
  community: Community;
  /** 1 is the latest issue; null if the tool was never featured. */
  last_featured: number | null;
}

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
