import type { Command } from 'commander';
import { DAY_MS } from '../../platform/durations';
import type { SecurityKind } from '../../platform/security/security-counts';
import {
  listSecurityDays,
  SECURITY_WORDS,
  type SecurityDay,
} from '../../platform/security/security-events';
import { type AnswerOptions, answer, type Terminal } from '../answer';

const DAYS = 14;

export function addSecurityCommand(program: Command, terminal: Terminal): void {
  program
    .command('security')
    .description(`count what the service refused in the last ${DAYS} days, by day and kind`)
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db, now }) => {
        const since = new Date(now().getTime() - DAYS * DAY_MS);
        const days = await listSecurityDays(db, { since });
        const words =
          days.map(toLines).join('\n') || `Nothing was refused in the last ${DAYS} days.`;
        return { json: { days }, words };
      }),
    );
}

function toLines({ day, events }: SecurityDay): string {
  const kinds = Object.entries(events) as [SecurityKind, number][];
  const lines = kinds.map(
    ([kind, count]) => `    ${count.toLocaleString('en-GB')} ${SECURITY_WORDS[kind]}`,
  );
  return [day, ...lines].join('\n');
}
