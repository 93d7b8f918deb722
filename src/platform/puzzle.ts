import { type Challenge, createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { z } from 'zod';
import type { Database } from './database';
import { MINUTE_MS } from './durations';
import { claimOnce } from './limits';
import type { Signer } from './signer';

/** `unsolved` includes puzzles that aren't ours; `stale` ones are over ten minutes old. */
export type PuzzleFault = 'missing' | 'unsolved' | 'stale' | 'used';

const LIFE_MS = 10 * MINUTE_MS;
/**
 * 1,200 tries of 1,000 rounds on average: 0.27 s in Chromium on a server's core, 0.7 s throttled to
 * a quarter, like a phone. Making one costs the server a single try, 0.13 ms.
 */
const ROUNDS = 1_000;
const TRIES = { least: 800, most: 1_600 };

/** altcha.org's proof of work, version 2: base64 of JSON. What the signature covers is ours. */
const solutionSchema = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      nonce: z.string(),
      data: z.object({ key: z.number(), until: z.number() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

/** Nothing is stored: all that a check needs is signed inside. */
export async function makePuzzle(signer: Signer, at: Date): Promise<string> {
  const key = signer.newestKey;
  // Not `expiresAt`: the library would check that against its own clock.
  const data = { key, until: at.getTime() + LIFE_MS };
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: ROUNDS,
    counter: randomInt(TRIES.most, TRIES.least),
    data,
    deriveKey,
    ...secretsOf(signer, key),
  });
  return JSON.stringify(challenge);
}

/** Accepts a solution once. Call it in the transaction that the puzzle protects. */
export async function acceptSolution(
  tx: Database,
  { signer, text, at }: { signer: Signer; text: string; at: Date },
): Promise<PuzzleFault | null> {
  if (text === '') return 'missing';
  const given = readSolution(text);
  if (!given || !(await isSolved(signer, given))) return 'unsolved';
  const { nonce, data } = given.challenge.parameters;
  if (data.until <= at.getTime()) return 'stale';
  const once = { bucket: `puzzle:${nonce}`, endsAt: new Date(data.until) };
  return (await claimOnce(tx, once)) ? null : 'used';
}

type PuzzleAnswer = z.output<typeof solutionSchema>;

function readSolution(text: string): PuzzleAnswer | null {
  try {
    return solutionSchema.parse(JSON.parse(atob(text)));
  } catch {
    return null;
  }
}

async function isSolved(signer: Signer, { challenge, solution }: PuzzleAnswer): Promise<boolean> {
  const { key } = challenge.parameters.data;
  if (!signer.hasKey(key)) return false;
  const { verified } = await verifySolution({
    challenge: challenge as unknown as Challenge,
    solution,
    deriveKey,
    ...secretsOf(signer, key),
  });
  return verified;
}

/** The second one signs the derived key, so that checking it costs no derivation. */
function secretsOf(signer: Signer, key: number) {
  return {
    hmacSignatureSecret: signer.deriveSecret('puzzle', key),
    hmacKeySignatureSecret: signer.deriveSecret('puzzle-key', key),
  };
}
