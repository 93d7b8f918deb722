import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

/** The puzzle in a page's sign-up form; throws where there is none. */
export function puzzleIn(page: string): Challenge {
  const attribute = /data-puzzle="([^"]+)"/.exec(page)?.[1];
  if (!attribute) throw new Error('the page asks for no puzzle');
  return JSON.parse(attribute.replaceAll('&quot;', '"')) as Challenge;
}

/** Solves a puzzle as ALTCHA's own library does, and writes the answer as its widget posts it. */
export async function solvePuzzle(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}
