import { sql } from 'kysely';
import { databaseNow } from '../platform/database';
import { MINUTE_MS } from '../platform/durations';
import type { Check } from './check';
import { type Finding, fault, look, ok } from './finding';

const LOOK_MS = 3_000;
/** Webhooks are accepted within five minutes. */
const FAULT_MS = 2 * MINUTE_MS;
/** A Date header has whole seconds. */
const HEADER_MS = 1_000;

const PLACE = 'this machine’s clock';

export const databaseClockCheck: Check = {
  name: 'database’s clock',
  place: PLACE,
  examine: async ({ deps: { db, now } }) => {
    const before = now();
    const { rows } = await sql<{ at: Date }>`select ${databaseNow} as at`.execute(db);
    return compare('the database’s', rows[0]!.at, { before, after: now() }, 0);
  },
};

export const resendClockCheck: Check = {
  name: 'Resend’s clock',
  place: PLACE,
  examine: ({ resend: { domains, asked } }) =>
    domains.date === null
      ? look('Resend did not give the time.')
      : compare('Resend’s', domains.date, asked, HEADER_MS),
};

/** The other clock was read between these two moments, or up to `vagueMs` before. */
function compare(
  other: string,
  at: Date,
  { before, after }: { before: Date; after: Date },
  vagueMs: number,
): Finding {
  const ahead = before.getTime() - vagueMs - at.getTime();
  const behind = at.getTime() - after.getTime();
  const apartMs = Math.max(0, ahead, behind);
  const says = `This machine’s clock and ${other} are ${Math.ceil(apartMs / 1000)} seconds apart`;
  if (apartMs > FAULT_MS) {
    return fault(`${says}, so Resend’s events would be refused as stale. Set the clock by NTP.`);
  }
  if (apartMs > LOOK_MS) return look(`${says}. Set the clock by NTP.`);
  return ok(`This machine’s clock and ${other} agree.`);
}
