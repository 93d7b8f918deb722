import type { Context } from 'hono';
import { isPuzzleAsked } from '../../audience/sign-up/sign-up-guard';
import { makePuzzle, type PuzzleFault } from '../../platform/puzzle';
import type { Settings } from '../../platform/settings/settings';
import type { WebDeps } from '../../web/client-address';
import { SCRIPT_POLICY } from '../../web/security-headers';

/** Sets the headers that a page with a puzzle needs. */
export async function offerPuzzle(
  { db, signer, now }: WebDeps,
  c: Context,
  settings: Settings,
): Promise<string | null> {
  if (!(await isPuzzleAsked(db, { settings, at: now() }))) return null;
  c.header('Content-Security-Policy', SCRIPT_POLICY);
  // One browser's, and once: a cached copy of the page would give it to others.
  c.header('Cache-Control', 'no-store');
  return makePuzzle(signer, now());
}

export const PUZZLE_STATUS: Record<PuzzleFault, 400 | 409> = {
  missing: 400,
  unsolved: 400,
  stale: 409,
  used: 409,
};
