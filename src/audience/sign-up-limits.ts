import { raiseAlarm } from '../platform/alarms';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { giveBackToLimit, type Limit, takeFromLimit } from '../platform/limits';

const HOUR_MS = 60 * 60 * 1000;
const MAILS_A_NETWORK_AN_HOUR = 20;
/** Ten times the mails: an office behind one address meets it only where somebody floods. */
const ROWS_A_NETWORK_AN_HOUR = 200;

/** One confirmation an address and day, whatever it is to confirm. */
export function addressBucket(emailHash: Buffer): string {
  return `sign-up:address:${emailHash.toString('hex')}`;
}

/** Mail to a suppressed address wears out our good name. */
export function returnBucket(emailHash: Buffer): string {
  return `sign-up:return:${emailHash.toString('hex')}`;
}

interface Attempt {
  email_hash: Buffer;
  network: string | null;
  /** How many mails may go out in an hour, to all. */
  cap: number;
  at: Date;
}

/** Whether one more attempt of this network is kept: at most 200 an hour, whoever they are for. */
export function isWithinRows(
  db: Database,
  { network, at }: Pick<Attempt, 'network' | 'at'>,
): Promise<boolean> {
  const bucket = `sign-up:rows:${nameOf(network)}`;
  return takeFromLimit(db, { bucket, most: ROWS_A_NETWORK_AN_HOUR, forMs: HOUR_MS, at });
}

function nameOf(network: string | null): string {
  return network ?? 'unknown';
}

/** Whether a suppressed address may be asked whether it comes back: once in seven days. */
export function isWithinReturns(
  db: Database,
  { email_hash, at }: Pick<Attempt, 'email_hash' | 'at'>,
): Promise<boolean> {
  const bucket = returnBucket(email_hash);
  return takeFromLimit(db, { bucket, most: 1, forMs: 7 * 24 * HOUR_MS, at });
}

/**
 * Whether this attempt may still lead to a mail: at most 20 a network and hour, one an address and
 * day, and the cap an hour. In this order, so that who is over one uses up nothing of the next.
 */
export async function isWithinLimits(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { email_hash, network, cap, at }: Attempt,
): Promise<boolean> {
  const ofNetwork: Limit = {
    bucket: `sign-up:network:${nameOf(network)}`,
    most: MAILS_A_NETWORK_AN_HOUR,
    forMs: HOUR_MS,
  };
  const ofAddress: Limit = {
    bucket: addressBucket(email_hash),
    most: 1,
    forMs: 24 * HOUR_MS,
  };
  const ofAll: Limit = { bucket: 'sign-up:all', most: cap, forMs: HOUR_MS };
  if (!(await takeFromLimit(db, { ...ofNetwork, at }))) return false;
  if (!(await takeFromLimit(db, { ...ofAddress, at }))) return false;
  if (await takeFromLimit(db, { ...ofAll, at })) return true;
  await giveBackToLimit(db, ofAddress.bucket);
  const says = `Over ${cap} sign-ups came within an hour: further ones get no mail until it is over.`;
  await raiseAlarm({ db, log }, { at, kind: 'sign-up-cap', says });
  return false;
}
