import type { Choice } from '../../emails/props';
import type { Hits } from '../platform/schema';

export type HitClass = 'person' | 'machine' | 'unsure';

/** With what its link votes on and the cast it made, if any. */
export interface StoredHit {
  id: number;
  at: Date;
  kind: Hits['kind'];
  link_n: number | null;
  method: string;
  user_agent: string | null;
  network: string | null;
  headers: Record<string, string>;
  tool_id: string | null;
  choice: Choice | null;
  standing: 'provisional' | 'confirmed' | null;
}

/** With the names of the rules that say so. */
export interface HitClassification {
  id: number;
  class: HitClass;
  reasons: string[];
  rule_version: number;
}

export interface Rule {
  name: string;
  class: HitClass;
  /** What it looks at, and where the rule comes from. */
  says: string;
}

export function isLook({ method }: StoredHit): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Or a request that claims to be one. */
export function isPress({ standing }: StoredHit): boolean {
  return standing === 'confirmed';
}
