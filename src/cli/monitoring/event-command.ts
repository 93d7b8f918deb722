import type { Command } from 'commander';
import { type EventDay, listEventDays } from '../../events/list-events';
import { DAY_MS } from '../../platform/durations';
import { type AnswerOptions, answer, type Terminal } from '../answer';

const DAYS = 7;

export function addEventCommand(program: Command, terminal: Terminal): void {
  program
    .command('events')
    .description(
      `count the events that came from Resend in the last ${DAYS} days, and those refused, by day`,
    )
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db, now }) => {
        const since = new Date(now().getTime() - DAYS * DAY_MS);
        const days = await listEventDays(db, { since });
        return { json: { days }, words: days.map(toLine).join('\n') || NOTHING };
      }),
    );
}

const NOTHING =
  'No events have come. Once an issue goes out, Resend should post some here: see docs/running.md.';

function toLine({ day, taken, refused }: EventDay): string {
  return `${day}  received: ${list(taken)}; refused: ${list(refused)}`;
}

function list(counts: Record<string, number>): string {
  const parts = Object.entries(counts).map(
    ([what, events]) => `${events.toLocaleString('en-GB')} ${what}`,
  );
  return parts.join(', ') || 'none';
}
