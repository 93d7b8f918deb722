import type { Context } from 'hono';
import { isPuzzleAsked } from '../../audience/sign-up/sign-up-guard';
import { makePuzzle, type PuzzleFault } from '../../platform/puzzle';
import type { Settings } from '../../platform/settings/settings';
import type { FaceDeps } from '../../web/faces';
import { SCRIPT_POLICY } from '../../web/security-headers';

/** Sets the headers that a page with a puzzle needs. */
export async function offerPuzzle(
  { db, signer, now }: FaceDeps,
  c: Context,
  settings: Settings,
): Promise<string | null> {
  if (!(await isPuzzleAsked(db, { settings, at: now() }))) return null;
  c.header('Content-Security-Policy', SCRIPT_POLICY);
  // One browser's, and once: a cached copy of the page would give it to others.
  c.header('Cache-Control', 'no-store');
  return makePuzzle(signer, now());
}

export const PUZZLE_FAULTS: Record<PuzzleFault, { status: 400 | 409; words: string }> = {
  missing: {
    status: 400,
    words:
      'Nothing was sent: your browser has to solve a small puzzle first, which takes JavaScript.',
  },
  unsolved: {
    status: 400,
    words: 'Nothing was sent: the puzzle was not solved. Please press Sign up again.',
  },
  stale: {
    status: 409,
    words:
      'Nothing was sent: this page was open for over ten minutes. Please press Sign up once more.',
  },
  used: {
    status: 409,
    words: 'Nothing was sent: this page’s puzzle was used before. Please press Sign up once more.',
  },
};
