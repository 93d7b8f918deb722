import type { Command } from 'commander';
import { listAlerts } from '../platform/alerts';
import { type AnswerOptions, answer, type Terminal } from './answer';

const ALERTS = 50;

export function addAlertCommand(program: Command, terminal: Terminal): void {
  program
    .command('alerts')
    .description('what needs a look by somebody, newest first')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const alerts = await listAlerts(db, { limit: ALERTS });
        const lines = alerts.map(
          ({ at, kind, says }) => `${at.toISOString()}  ${kind}\n    ${says}`,
        );
        return { json: { alerts }, words: lines.join('\n') || 'There is no alert.' };
      }),
    );
}
