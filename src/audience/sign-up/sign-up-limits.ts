import { raiseAlert } from '../../platform/alerts';
import type { Database } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { HOUR_MS } from '../../platform/durations';
import { countAgainstLimit, type Limit, refundLimit } from '../../platform/limits';
import { isGuardUp, raiseGuard } from './sign-up-guard';

/** While the guard is up, suspects get less first: the network, not everybody. */
const MAILS_PER_NETWORK_PER_HOUR = { usual: 20, guarded: 5, scriptless: 2 };
/** Ten times the mails: an office behind one address meets it only in a flood. */
const ROWS_PER_NETWORK_PER_HOUR = 200;

/** One confirmation per address and day. */
export function addressBucket(emailHash: Buffer): string {
  return `sign-up:address:${emailHash.toString('hex')}`;
}

/** Mail to a suppressed address wears out our reputation. */
export function returnBucket(emailHash: Buffer): string {
  return `sign-up:return:${emailHash.toString('hex')}`;
}

interface Attempt {
  email_hash: Buffer;
  network: string | null;
  proof: Proof;
  /** Mails an hour, for everybody with this proof. */
  cap: number;
  at: Date;
}

/** Nothing was asked for, a solved puzzle, or no script to solve it. */
export type Proof = 'none' | 'solved' | 'scriptless';

/** At most 200 an hour, whoever they are for. */
export function isWithinRows(
  db: Database,
  { network, at }: Pick<Attempt, 'network' | 'at'>,
): Promise<boolean> {
  const bucket = `sign-up:rows:${nameOf(network)}`;
  return countAgainstLimit(db, { bucket, max: ROWS_PER_NETWORK_PER_HOUR, windowMs: HOUR_MS, at });
}

function nameOf(network: string | null): string {
  return network ?? 'unknown';
}

/** Once in seven days. */
export function isWithinReturns(
  db: Database,
  { email_hash, at }: Pick<Attempt, 'email_hash' | 'at'>,
): Promise<boolean> {
  const bucket = returnBucket(email_hash);
  return countAgainstLimit(db, { bucket, max: 1, windowMs: 7 * 24 * HOUR_MS, at });
}

/**
 * Network, address, then cap: an attempt over one limit uses up nothing of the next. Solved puzzles
 * have a cap that a flood without them can't use up; browsers without script share a tenth of it.
 */
export async function isWithinLimits(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { email_hash, network, proof, cap, at }: Attempt,
): Promise<boolean> {
  const ofNetwork = limitNetwork(network, proof, await isGuardUp(db, at));
  const ofAddress: Limit = {
    bucket: addressBucket(email_hash),
    max: 1,
    windowMs: 24 * HOUR_MS,
  };
  const ofAll = limitAll(proof, cap);
  if (!(await countAgainstLimit(db, { ...ofNetwork, at }))) return false;
  if (!(await countAgainstLimit(db, { ...ofAddress, at }))) return false;
  if (await countAgainstLimit(db, { ...ofAll, at })) return true;
  await refundLimit(db, ofAddress.bucket);
  if (proof !== 'scriptless') await alertOverCap({ db, log }, { proof, cap, at });
  return false;
}

function limitNetwork(network: string | null, proof: Proof, isGuarded: boolean): Limit {
  const { usual, guarded, scriptless } = MAILS_PER_NETWORK_PER_HOUR;
  const bucket = `sign-up:network:${nameOf(network)}`;
  if (proof === 'scriptless') return { bucket, max: scriptless, windowMs: HOUR_MS };
  return { bucket, max: isGuarded ? guarded : usual, windowMs: HOUR_MS };
}

function limitAll(proof: Proof, cap: number): Limit {
  if (proof === 'none') return { bucket: 'sign-up:all', max: cap, windowMs: HOUR_MS };
  const max = proof === 'solved' ? cap : Math.ceil(cap / 10);
  return { bucket: `sign-up:all:${proof}`, max, windowMs: HOUR_MS };
}

/** A solved puzzle still gets through, so the form asks for one. */
async function alertOverCap(
  deps: Pick<Deps, 'db' | 'log'>,
  { proof, cap, at }: Pick<Attempt, 'proof' | 'cap' | 'at'>,
): Promise<void> {
  const solved = proof === 'solved' ? ' with a solved puzzle' : '';
  const says = `More than ${cap} sign-ups${solved} came in an hour: no more confirmation mails go out until the hour is over.`;
  await raiseAlert(deps, { at, kind: 'sign-up-cap', says });
  if (proof === 'none') await raiseGuard(deps, { says, at });
}
