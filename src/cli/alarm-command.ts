import type { Command } from 'commander';
import { listAlarms } from '../platform/alarms';
import { type AnswerOptions, answer, type Terminal } from './answer';

const ALARMS = 50;

export function addAlarmCommand(program: Command, terminal: Terminal): void {
  program
    .command('alarms')
    .description('what needs a look by somebody, newest first')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const alarms = await listAlarms(db, { limit: ALARMS });
        const lines = alarms.map(
          ({ at, kind, says }) => `${at.toISOString()}  ${kind}\n    ${says}`,
        );
        return { json: { alarms }, words: lines.join('\n') || 'There is no alarm.' };
      }),
    );
}
