import { HOUR_MS } from '../platform/durations';

/** Resend keeps an idempotency key for 24 h; an hour is left for doubt. */
export const KEY_LIFE_MS = 23 * HOUR_MS;
