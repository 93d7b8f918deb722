import { CronExpressionParser } from 'cron-parser';

/** Up to and including this moment. */
export function latestSlot(cron: string, at: Date): Date {
  const currentDate = new Date(at.getTime() + 1);
  return CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' }).prev().toDate();
}
