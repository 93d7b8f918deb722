import type { Command } from 'commander';
import { RULE_VERSION } from '../tracking/machine';
import { reclassify, settleVotes } from '../votes/settle-votes';
import { type AnswerOptions, answer, type Terminal } from './answer';

export function addClassifyCommand(program: Command, terminal: Terminal): void {
  program
    .command('classify')
    .description('classify what is due now: which hits and casts are people’s, which are machines’')
    .option('--again', 'every hit once more, under the current rules; votes and tallies follow')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions & { again?: boolean }) =>
      answer(terminal, options, async ({ db, now }) => {
        const classify = options.again ? reclassify : settleVotes;
        const { classified, settled } = await classify(db, { at: now() });
        return {
          json: { rule_version: RULE_VERSION, classified, settled },
          words: `${classified} hits classified under rule version ${RULE_VERSION}, ${settled} casts settled.`,
        };
      }),
    );
}
