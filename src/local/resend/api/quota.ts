import { DAY_MS } from '../../../platform/durations';
import type { Script } from '../script/script';
import { ApiError } from './api-error';

/** Both days included, in days since 1970. */
type CountDays = (first: number, last: number) => number;

/** Throws if these mails exceed the day's or the month's quota. */
export function checkQuota(
  quota: Script['quota'],
  { mails, at, count }: { mails: number; at: Date; count: CountDays },
): void {
  const { daily = Number.POSITIVE_INFINITY, monthly = Number.POSITIVE_INFINITY } = quota ?? {};
  const day = dayOf(at.getTime());
  const [first, next] = [0, 1].map((months) => startOfMonth(at, months));
  if (monthly < Number.POSITIVE_INFINITY && count(dayOf(first!), day) + mails > monthly) {
    throw over('monthly', next! - at.getTime());
  }
  if (daily < Number.POSITIVE_INFINITY && count(day, day) + mails > daily) {
    throw over('daily', (day + 1) * DAY_MS - at.getTime());
  }
}

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

function startOfMonth(at: Date, months: number): number {
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
}

function over(period: 'daily' | 'monthly', waitMs: number): ApiError {
  return new ApiError(
    `${period}_quota_exceeded`,
    `You have reached your ${period} email sending quota.`,
    429,
    { 'retry-after': String(Math.ceil(waitMs / 1000)) },
  );
}
