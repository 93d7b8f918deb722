import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

/** From a page's sign-up form; throws without one. */
export function puzzleIn(page: string): Challenge {
  const attribute = /data-puzzle="([^"]+)"/.exec(page)?.[1];
  if (!attribute) throw new Error('the page asks for no puzzle');
  return JSON.parse(attribute.replaceAll('&quot;', '"')) as Challenge;
}

/** As ALTCHA's own library solves it and its widget posts it. */
export async function solvePuzzle(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}
