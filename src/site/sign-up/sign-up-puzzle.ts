import type { Context } from 'hono';
import { isPuzzleAsked } from '../../audience/sign-up/sign-up-guard';
import { makePuzzle, type PuzzleFault } from '../../platform/puzzle';
import type { Settings } from '../../platform/settings/settings';
import type { FaceDeps } from '../../web/faces';
import { SCRIPT_POLICY } from '../../web/security-headers';

/** The puzzle for a page with the sign-up form, and the headers that such a page needs. */
export async function offerPuzzle(
  { db, signer, now }: FaceDeps,
  c: Context,
  settings: Settings,
): Promise<string | null> {
  if (!(await isPuzzleAsked(db, { settings, at: now() }))) return null;
  c.header('Content-Security-Policy', SCRIPT_POLICY);
  // A puzzle is one browser's, and once: a kept copy of the page would hand it to others.
  c.header('Cache-Control', 'no-store');
  return makePuzzle(signer, now());
}

/** What the form says of a puzzle that was not solved, and the status it says it with. */
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
