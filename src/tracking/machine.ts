import { agentRules } from './agent-rules';
import { pressRules } from './press-rules';
import { requestRules } from './request-rules';
import type { HitClass, HitClassification, Rule, StoredHit } from './stored-hit';
import { type VisitRule, visitRules } from './visit-rules';
import { distributedVisitsOf, type Visit, visitsOf } from './visits';

/** Raised with every change of a rule; older classes can then be reclassified. */
export const RULE_VERSION = 3;

/** For the page and the documents that explain them. */
export const rules: Rule[] = [...agentRules, ...requestRules, ...visitRules, ...pressRules];

/**
 * Over stored facts alone: the same hits give the same answer. Machine outweighs unsure, and unsure
 * outweighs person. Network and agent only group hits; sharing one with a machine condemns nobody.
 */
export function classifyHits(hits: StoredHit[]): HitClassification[] {
  const byVisit = classifyVisits(hits);
  return hits.map((hit) => {
    const fitting: Rule[] = [
      ...[...agentRules, ...requestRules].filter((rule) => rule.fits(hit)),
      ...(byVisit.get(hit.id) ?? []),
      ...(hit.standing ? pressRules.filter((rule) => rule.fits(hit, hits)) : []),
    ];
    return { id: hit.id, ...weigh(fitting), rule_version: RULE_VERSION };
  });
}

function classifyVisits(hits: StoredHit[]): Map<number, Rule[]> {
  const visits = visitsOf(hits);
  const byHit = new Map<number, Rule[]>();
  const classify = (visit: Visit, applying: VisitRule[]) => {
    const fitting = applying.filter((rule) => rule.fits(visit));
    for (const { id } of visit) byHit.set(id, [...(byHit.get(id) ?? []), ...fitting]);
  };
  const forDistributed = visitRules.filter((rule) => rule.holdsForDistributed);
  for (const visit of visits) classify(visit, visitRules);
  for (const visit of distributedVisitsOf(visits)) classify(visit, forDistributed);
  return byHit;
}

const WEIGHT: HitClass[] = ['machine', 'unsure', 'person'];

function weigh(fitting: Rule[]): Pick<HitClassification, 'class' | 'reasons'> {
  for (const hitClass of WEIGHT) {
    const reasons = fitting.filter((rule) => rule.class === hitClass);
    if (reasons.length > 0)
      return { class: hitClass, reasons: [...new Set(reasons.map((rule) => rule.name))] };
  }
  return { class: 'unsure', reasons: ['nothing-known'] };
}
