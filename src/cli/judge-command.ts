import type { Command } from 'commander';
import { RULE_VERSION } from '../tracking/machine';
import { judgeAgain, settleVotes } from '../votes/settle-votes';
import { type AnswerOptions, answer, type Terminal } from './answer';

export function addJudgeCommand(program: Command, terminal: Terminal): void {
  program
    .command('judge')
    .description('judge what is due now: which hits and casts are people’s, which are machines’')
    .option('--again', 'every hit once more, under the current rules; votes and tallies follow')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions & { again?: boolean }) =>
      answer(terminal, options, async ({ db, now }) => {
        const judge = options.again ? judgeAgain : settleVotes;
        const { judged, settled } = await judge(db, { at: now() });
        return {
          json: { rule_version: RULE_VERSION, judged, settled },
          words: `${judged} hits judged under rule version ${RULE_VERSION}, ${settled} casts settled.`,
        };
      }),
    );
}
