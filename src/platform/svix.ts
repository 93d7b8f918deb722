import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { isGuessable } from './guessable';

/** Why a delivered webhook is not believed. */
export type SignatureFault = 'secret-unusable' | 'headers-missing' | 'signature-bad' | 'stale';

/** A webhook as it came: three headers and the body's bytes. */
export interface SignedBody {
  id: string;
  /** Whole seconds since 1970. */
  timestamp: string;
  /** One or more of `v1,<base64>`, a space between; more than one while a secret is changed. */
  signature: string;
  body: Uint8Array;
}

const MAX_AGE_SECONDS = 5 * 60;
/** Below this a secret is a placeholder that anybody could know. */
const MIN_SECRET_BYTES = 16;

/**
 * The key in `whsec_<base64>`; null where it is none, or one that could be guessed. Read it once: making
 * one took two thirds of what checking a signature took.
 */
export function readSecret(secret: string): KeyObject | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  const isSecret = bytes.length >= MIN_SECRET_BYTES && !isGuessable(bytes);
  return isSecret ? createSecretKey(bytes) : null;
}

/**
 * What is wrong with a webhook signed as Svix does it (docs.svix.com, "Verifying payloads manually"):
 * HMAC-SHA256 over `id.timestamp.body` under the secret's key, at most five minutes from
 * `at` either way. Null where all is well.
 */
export function findSignatureFault(
  { id, timestamp, signature, body }: SignedBody,
  { key, at }: { key: KeyObject | null; at: Date },
): SignatureFault | null {
  if (!key) return 'secret-unusable';
  if (id === '' || signature === '' || !/^\d{1,12}$/.test(timestamp)) return 'headers-missing';
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  if (!includesSignature(signature, hmac.digest())) return 'signature-bad';
  const ageSeconds = Math.abs(at.getTime() / 1000 - Number(timestamp));
  return ageSeconds > MAX_AGE_SECONDS ? 'stale' : null;
}

function includesSignature(header: string, expected: Buffer): boolean {
  return header.split(' ').some((part) => {
    const given = Buffer.from(/^v1,([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1] ?? '', 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
