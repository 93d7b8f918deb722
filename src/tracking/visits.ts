import { isLook, type StoredHit } from './stored-hit';

const VISIT_GAP_MS = 10 * 60 * 1000;
const STRANGERS_GAP_MS = 30 * 1000;
const STRANGERS_LINKS = 3;

/** Hits in their order, of one network and agent, with less than ten minutes between one and the next. */
export type Visit = StoredHit[];

/** A delivery's hits by visit. A later visit by the same network and agent is another one. */
export function visitsOf(hits: StoredHit[]): Visit[] {
  const byVisitor = Map.groupBy(hits, ({ network, user_agent }) => `${network} ${user_agent}`);
  return [...byVisitor.values()].flatMap((own) => splitByGap(own, VISIT_GAP_MS));
}

/**
 * The visits that looked at one to three links and nothing else, whatever they pressed there, joined as
 * if one visitor had made them: a scanner that comes from another address each time shows its shape
 * only so, and now and then it comes from one of its addresses again. They are parted by half a minute,
 * so that a reader who comes soon after is not taken for part.
 */
export function strangersOf(visits: Visit[]): Visit[] {
  const short = visits.filter((visit) => {
    const links = new Set(visit.filter(isLook).map(linkOf));
    return links.size > 0 && links.size <= STRANGERS_LINKS && !links.has(null);
  });
  return splitByGap(short.flat(), STRANGERS_GAP_MS);
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
