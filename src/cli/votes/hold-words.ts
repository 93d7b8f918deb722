import type { DomainHold } from '../../votes/domains/decide-hold';
import type { Style } from '../style';

export function holdsInWords(holds: DomainHold[], { at }: Style): string {
  const lines = holds.map(({ issue, domain, voters, of_voters, held_at, state, actor }) => {
    const decided = actor ? ` by ${actor}` : '';
    return `Issue ${issue}  ${domain}  ${voters} of ${of_voters} voters, held ${at(held_at)}  ${state}${decided}`;
  });
  return lines.join('\n') || 'No votes are held for an editor.';
}

export function decisionInWords(
  { domain, issue, state }: { domain: string; issue: number; state: 'counted' | 'refused' },
  frozen: boolean,
): string {
  const done = state === 'counted' ? 'are counted from now on' : 'are left out for good';
  const still = frozen
    ? ' The issue’s result is frozen and stays as it was sent; the community’s figures change.'
    : '';
  return `Votes from ${domain} in issue ${issue} ${done}.${still}`;
}
