import { sql } from 'kysely';
import { databaseNowPlusMs } from './database';

/** How long a batch or a mail belongs to the process that took it. */
export const LEASE_MS = 60_000;

/** In whole milliseconds, so that a holder can name its lease exactly. */
export const leaseEnd = sql<Date>`date_trunc('milliseconds', ${databaseNowPlusMs(LEASE_MS)})`;
