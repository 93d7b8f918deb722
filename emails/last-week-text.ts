import type { LastResult, ReturnedTool } from './props';
import { fill } from './text-lines';
import {
  ballotInWords,
  LABELS,
  lastWeekLinkInWords,
  ownVoteInWords,
  shareInWords,
  votesInWords,
} from './words';

export function lastWeekText(result: LastResult | null): string {
  if (!result) return '';
  const { comparisons, ownVoteMarks: saidMarks, url } = result;
  return [
    LABELS.lastWeek,
    '',
    fill(ballotInWords(result)),
    '',
    ...comparisons.flat().map((tool) => `${toolText(tool, saidMarks)}\n`),
    fill(`${lastWeekLinkInWords(result)}:`),
    url,
  ].join('\n');
}

/** The reader's line includes its line end, so that leaving it out leaves nothing behind. */
function toolText(
  { name, community, panel_ship, too_close, place }: ReturnedTool,
  marks: LastResult['ownVoteMarks'],
): string {
  const votes = votesInWords(community.ship + community.skip);
  const of = community.percent === null ? '' : ` of ${votes}`;
  const close = too_close ? `; ${LABELS.tooClose.toLowerCase()}` : '';
  const said = marks?.(place);
  const yours = said
    ? `${said.ship}${ownVoteInWords('ship', community)}\n${said.skip}${ownVoteInWords('skip', community)}\n${said.end}`
    : '';
  return [
    fill(`* ${name}`),
    fill(`Community: ${shareInWords(community)}${of}${close}`),
    `${yours}Panel ship: ${panel_ship}%`,
  ].join('\n');
}
