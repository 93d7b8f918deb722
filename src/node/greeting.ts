import type { Deps } from '../platform/deps';
import { readSettings } from '../platform/settings/settings';
import { inFull } from '../platform/text/moments';
import { nextWeeklyHour } from '../selection/weekly-hour';

/** The few lines that somebody who starts the service wants first. */
export async function greeting(
  { db, config, now }: Pick<Deps, 'db' | 'config' | 'now'>,
  mailboxUrl: string | null,
): Promise<string> {
  const { 'weekly-hour': weeklyHour, 'time-zone': timeZone } = await readSettings(db);
  const hourAt = nextWeeklyHour({ weeklyHour, timeZone, after: now() });
  const mail = mailboxUrl
    ? `Mailbox: ${mailboxUrl} (no mail leaves this machine)`
    : 'Mail is live: it goes to readers.';
  const lines = [
    `Serving ${config.publicUrl}`,
    mail,
    `Next weekly hour: ${inFull(hourAt, timeZone)}`,
    'Press Ctrl+C to stop.',
  ];
  return `\n${lines.join('\n')}\n\n`;
}
