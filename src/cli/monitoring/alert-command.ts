import type { Command } from 'commander';
import { type Alert, listAlerts } from '../../platform/alerts';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import type { Style } from '../style';

const ALERTS = 50;

export function addAlertCommand(program: Command, terminal: Terminal): void {
  program
    .command('alerts')
    .description('list what somebody should look at, newest first')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const alerts = await listAlerts(db, { limit: ALERTS });
        return { json: { alerts }, words: (style) => alertsInWords(alerts, style) };
      }),
    );
}

function alertsInWords(alerts: Alert[], { at: time, paint }: Style): string {
  const lines = alerts.map(
    ({ at, kind, says }) => `${paint('dim', time(at))}  ${paint('bold', kind)}\n    ${says}`,
  );
  return lines.join('\n') || 'There are no alerts.';
}
