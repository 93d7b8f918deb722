import { agentRules } from './agent-rules';
import { pressRules } from './press-rules';
import { requestRules } from './request-rules';
import type { HitJudgement, Judgement, Rule, StoredHit } from './stored-hit';
import { type VisitRule, visitRules } from './visit-rules';
import { strangersOf, type Visit, visitsOf } from './visits';

/** Raised with every change of a rule; what was judged under an older one can be judged again. */
export const RULE_VERSION = 3;

/** Every rule there is, for the page and the documents that explain them. */
export const rules: Rule[] = [...agentRules, ...requestRules, ...visitRules, ...pressRules];

/**
 * What each hit of one delivery was, over stored facts alone: the same hits give the same answer.
 * A rule that says machine outweighs one that says unsure, and that one outweighs person. Networks
 * and agents only tell which hits belong together; sharing one with a machine condemns nobody.
 */
export function judgeHits(hits: StoredHit[]): HitJudgement[] {
  const byVisit = judgeVisits(hits);
  return hits.map((hit) => {
    const fitting: Rule[] = [
      ...[...agentRules, ...requestRules].filter((rule) => rule.fits(hit)),
      ...(byVisit.get(hit.id) ?? []),
      ...(hit.standing ? pressRules.filter((rule) => rule.fits(hit, hits)) : []),
    ];
    return { id: hit.id, ...weigh(fitting), rule_version: RULE_VERSION };
  });
}

function judgeVisits(hits: StoredHit[]): Map<number, Rule[]> {
  const visits = visitsOf(hits);
  const byHit = new Map<number, Rule[]>();
  const judge = (visit: Visit, applying: VisitRule[]) => {
    const fitting = applying.filter((rule) => rule.fits(visit));
    for (const { id } of visit) byHit.set(id, [...(byHit.get(id) ?? []), ...fitting]);
  };
  const ofStrangers = visitRules.filter((rule) => rule.holdsForStrangers);
  for (const visit of visits) judge(visit, visitRules);
  for (const visit of strangersOf(visits)) judge(visit, ofStrangers);
  return byHit;
}

const WEIGHT: Judgement[] = ['machine', 'unsure', 'person'];

function weigh(fitting: Rule[]): Pick<HitJudgement, 'judgement' | 'reasons'> {
  for (const judgement of WEIGHT) {
    const reasons = fitting.filter((rule) => rule.judgement === judgement);
    if (reasons.length > 0)
      return { judgement, reasons: [...new Set(reasons.map((rule) => rule.name))] };
  }
  return { judgement: 'unsure', reasons: ['nothing-known'] };
}
