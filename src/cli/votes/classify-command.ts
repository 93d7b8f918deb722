import type { Command } from 'commander';
import { countOf } from '../../selection/wording';
import { RULE_VERSION } from '../../tracking/machine';
import { reclassify, settleVotes } from '../../votes/settle-votes';
import { type AnswerOptions, answer, type Terminal } from '../answer';

export function addClassifyCommand(program: Command, terminal: Terminal): void {
  program
    .command('classify')
    .description('classify the hits and casts that are due: people or machines')
    .option('--again', 'reclassify every hit under today’s rules; votes and tallies follow')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions & { again?: boolean }) =>
      answer(terminal, options, async ({ db, now }) => {
        const classify = options.again ? reclassify : settleVotes;
        const { classified, settled } = await classify(db, { at: now() });
        return {
          json: { rule_version: RULE_VERSION, classified, settled },
          words: `${countOf(classified, 'hit')} classified under rule version ${RULE_VERSION}, ${countOf(settled, 'cast')} settled.`,
        };
      }),
    );
}
