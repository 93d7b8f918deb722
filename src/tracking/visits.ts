import { MINUTE_MS } from '../platform/durations';
import { isLook, type StoredHit } from './stored-hit';

const VISIT_GAP_MS = 10 * MINUTE_MS;
const DISTRIBUTED_GAP_MS = 30 * 1000;
const DISTRIBUTED_LINKS = 3;
const SAME_AGENT_LINKS = 8;

/** Hits in order, of one network and agent, each within ten minutes of the one before. */
export type Visit = StoredHit[];

export function visitsOf(hits: StoredHit[]): Visit[] {
  const byVisitor = Map.groupBy(hits, visitorOf);
  return [...byVisitor.values()].flatMap((own) => splitByGap(own, VISIT_GAP_MS));
}

/**
 * Joins short visits with nothing but links: one to three or, from one agent, up to eight. Only
 * then do scanners that change addresses stand out. Half a minute separates groups, so that a
 * reader who comes soon after is left out.
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

/** Null for the pixel, which is an image and not a link. */
export function linkOf({ kind, link_n }: StoredHit): string | null {
  return kind === 'open' ? null : `${kind} ${link_n}`;
}

function inOrder(hits: StoredHit[]): StoredHit[] {
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
