import { listKin } from './balance';
import type { Candidate } from './candidate';
import { countVotes, findFurthestApart, fullMarks, type Points } from './points';
import { shortenNames } from './short-name';
import type { Scored, Weighed } from './weigh';
import { countOf, joinWithAnd } from './wording';

/**
 * The second half of a sentence whose points add up to the score: "published today (30 of 30), less
 * 6 because …, but no reader has voted …".
 */
export function writeFacts(scored: Scored, before: Candidate[]): string {
  const parts = Object.keys(scored.points) as (keyof Points)[];
  const gains = parts.filter((part) => scored.points[part] > 0);
  const earned = gains.map(
    (part) => `${gainOf[part](scored)} (${scored.points[part]} of ${fullMarks[part]})`,
  );
  const lacking = parts
    .filter((part) => scored.points[part] === 0)
    .flatMap((part) => lackOf[part](scored) ?? []);
  const lacks = joinWithAnd(lacking);
  if (earned.length === 0) return lacks;
  const sum = `${joinWithAnd(earned)}${writeBalance(scored, before)}`;
  return lacks ? `${sum}, but ${lacks}` : sum;
}

function writeBalance({ candidate, base, score }: Scored, before: Candidate[]): string {
  if (base === score) return '';
  const kin = listKin(candidate, before);
  const picks = `${kin.length === 1 ? 'pick' : 'picks'} ${joinWithAnd(kin)}`;
  const [first, second] = candidate.tools;
  const because =
    first.category === second.category
      ? `${picks} ${kin.length === 1 ? 'is' : 'are'} ${first.category} too`
      : `${picks} ${kin.length === 1 ? 'shares' : 'share'} a category with it`;
  return `, less ${base - score} because ${because}`;
}

const gainOf: Record<keyof Points, (weighed: Weighed) => string> = {
  freshness: ({ ageDays }) => `published ${writeAge(ageDays)}`,
  panel: ({ candidate }) => writePanel(candidate),
  community: ({ candidate }) => writeCommunity(candidate)!,
  votes: ({ candidate }) => `its tools have ${countOf(countVotes(candidate), 'reader vote')}`,
};

const lackOf: Record<keyof Points, (weighed: Weighed) => string | null> = {
  freshness: ({ ageDays }) => `it is ${countOf(ageDays, 'day')} old`,
  panel: gainOf.panel,
  community: ({ candidate }) => writeCommunity(candidate) ?? writeTooFew(candidate),
  votes: ({ candidate }) => {
    const count = countVotes(candidate);
    if (count === 0) return 'no reader has voted on either tool yet';
    return `its tools have only ${countOf(count, 'reader vote')}`;
  },
};

function writeAge(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${countOf(days, 'day')} ago`;
}

function writePanel({ tools: [first, second] }: Candidate): string {
  const [one, other] = shortenNames([first.name, second.name]);
  if (first.panel_ship === second.panel_ship) {
    return `the panel says ${first.panel_ship}% ship for both tools`;
  }
  return `the panel says ${first.panel_ship}% ship for *${one}* and ${second.panel_ship}% for *${other}*`;
}

function writeCommunity(candidate: Candidate): string | null {
  const tool = findFurthestApart(candidate);
  const { percent } = tool.community;
  if (percent === null) return null;
  const [one, other] = shortenNames([candidate.tools[0].name, candidate.tools[1].name]);
  const name = tool === candidate.tools[0] ? one : other;
  return `readers say ${percent}% ship for *${name}* where the panel says ${tool.panel_ship}%`;
}

/** Null without any votes: the votes' own clause says that. */
function writeTooFew(candidate: Candidate): string | null {
  return countVotes(candidate) > 0 ? 'too few readers have voted for a percentage' : null;
}
