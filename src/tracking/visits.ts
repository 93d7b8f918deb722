import { isLook, type StoredHit } from './stored-hit';

const VISIT_GAP_MS = 10 * 60 * 1000;
const DISTRIBUTED_GAP_MS = 30 * 1000;
const DISTRIBUTED_LINKS = 3;
const SAME_AGENT_LINKS = 8;

/** Hits in their order, of one network and agent, with less than ten minutes between one and the next. */
export type Visit = StoredHit[];

/** A delivery's hits by visit. A later visit by the same network and agent is another one. */
export function visitsOf(hits: StoredHit[]): Visit[] {
  const byVisitor = Map.groupBy(hits, visitorOf);
  return [...byVisitor.values()].flatMap((own) => splitByGap(own, VISIT_GAP_MS));
}

/**
 * Visits that looked at few links and nothing else, whatever they pressed there, joined as if one
 * visitor had made them: those of one to three links, and of one agent those of up to eight. A scanner
 * that comes from another address each time, or from a handful in turn, shows its shape only so. They
 * are parted by half a minute, so that a reader who comes soon after is not taken for part.
 */
export function distributedVisitsOf(visits: Visit[]): Visit[] {
  const distributed = visits.filter((visit) => isShort(visit, DISTRIBUTED_LINKS));
  const sameAgent = Map.groupBy(
    visits.filter((visit) => isShort(visit, SAME_AGENT_LINKS)),
    ([hit]) => hit!.user_agent,
  );
  return [distributed, ...sameAgent.values()]
    .flatMap((joined) => splitByGap(joined.flat(), DISTRIBUTED_GAP_MS))
    .filter((joined) => new Set(joined.map(visitorOf)).size > 1);
}

function visitorOf({ network, user_agent }: StoredHit): string {
  return `${network} ${user_agent}`;
}

function isShort(visit: Visit, most: number): boolean {
  const links = new Set(visit.filter(isLook).map(linkOf));
  return links.size > 0 && links.size <= most && !links.has(null);
}

/** Which link a hit is on; null for the pixel, which is an image and no link. */
export function linkOf({ kind, link_n }: StoredHit): string | null {
  return kind === 'open' ? null : `${kind} ${link_n}`;
}

export function inOrder(hits: StoredHit[]): StoredHit[] {
  return hits.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id);
}

function splitByGap(hits: StoredHit[], maxGapMs: number): Visit[] {
  const visits: Visit[] = [];
  for (const hit of inOrder(hits)) {
    const current = visits.at(-1);
    const gap = current ? hit.at.getTime() - current.at(-1)!.at.getTime() : Infinity;
    if (current && gap < maxGapMs) current.push(hit);
    else visits.push([hit]);
  }
  return visits;
}
