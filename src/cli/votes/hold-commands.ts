import { type Command, Option } from 'commander';
import { decideHold, listHolds } from '../../votes/domains/decide-hold';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readActor, readNumber } from '../arguments';
import { decisionInWords, holdsInWords } from './hold-words';

const HOLDS = 50;
const DECISIONS = {
  count: { state: 'counted', says: 'count its votes from now on' },
  refuse: { state: 'refused', says: 'leave its votes out for good' },
} as const;

export function addHoldCommands(program: Command, terminal: Terminal): void {
  const holds = program
    .command('holds')
    .description(
      'votes held for an editor because one private domain has a large share of a ballot',
    );
  holds
    .command('list', { isDefault: true })
    .description('list every hold, newest first')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const found = await listHolds(db, { limit: HOLDS });
        return { json: { holds: found }, words: (style) => holdsInWords(found, style) };
      }),
    );
  for (const [name, { state, says }] of Object.entries(DECISIONS)) {
    holds
      .command(name)
      .description(says)
      .argument('<n>', 'the issue’s number')
      .argument('<domain>', 'the domain, as `holds list` shows it')
      .addOption(new Option('--by <who>', 'who decides').makeOptionMandatory())
      .option('--json', 'print one JSON document')
      .action((n: string, domain: string, options: AnswerOptions & { by: string }) =>
        answer(terminal, options, async ({ db, now }) => {
          const issue = readNumber(n);
          const actor = readActor(options.by);
          const decision = { issue, domain: domain.trim().toLowerCase(), state, actor, at: now() };
          const { frozen } = await decideHold(db, decision);
          return {
            json: { issue, domain: decision.domain, state, frozen },
            words: decisionInWords(decision, frozen),
          };
        }),
      );
  }
}
