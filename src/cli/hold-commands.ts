import { type Command, Option } from 'commander';
import { type DomainHold, decideHold, listHolds } from '../votes/decide-hold';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readActor, readNumber } from './arguments';

const HOLDS = 50;
const DECISIONS = {
  count: { state: 'counted', says: 'count its votes from now on' },
  refuse: { state: 'refused', says: 'leave its votes out for good' },
} as const;

export function addHoldCommands(program: Command, terminal: Terminal): void {
  const holds = program
    .command('holds')
    .description('votes of a private domain with a large share of a ballot, held for an editor');
  holds
    .command('list', { isDefault: true })
    .description('every hold, newest first')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const found = await listHolds(db, { limit: HOLDS });
        const words = found.map(holdInWords).join('\n') || 'No votes of a domain are held.';
        return { json: { holds: found }, words };
      }),
    );
  for (const [name, { state, says }] of Object.entries(DECISIONS)) {
    holds
      .command(name)
      .description(says)
      .argument('<n>', 'the issue’s number')
      .argument('<domain>', 'the domain, as `holds` names it')
      .addOption(new Option('--by <who>', 'who decides').makeOptionMandatory())
      .option('--json', 'one JSON document')
      .action((n: string, domain: string, options: AnswerOptions & { by: string }) =>
        answer(terminal, options, async ({ db, now }) => {
          const issue = readNumber(n);
          const actor = readActor(options.by);
          const decision = { issue, domain: domain.trim().toLowerCase(), state, actor, at: now() };
          const { frozen } = await decideHold(db, decision);
          const still = frozen
            ? ' The issue’s result is frozen and stays as it was sent; the community’s figures follow.'
            : '';
          return {
            json: { issue, domain: decision.domain, state, frozen },
            words: `The votes of ${decision.domain} in issue ${issue} are ${state}.${still}`,
          };
        }),
      );
  }
}

function holdInWords({ issue, domain, voters, of_voters, held_at, state, actor }: DomainHold) {
  const decided = actor ? ` by ${actor}` : '';
  return `Issue ${issue}  ${domain}  ${voters} of ${of_voters} voters, held ${held_at.toISOString()}  ${state}${decided}`;
}
