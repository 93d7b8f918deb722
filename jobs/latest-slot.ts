import { CronExpressionParser } from 'cron-parser';

/** The last moment, up to and including this one, at which this cron strikes. */
export function latestSlot(cron: string, at: Date): Date {
  const currentDate = new Date(at.getTime() + 1);
  return CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' }).prev().toDate();
}
