import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { isGuessable } from './guessable';

export type SignatureFault = 'secret-unusable' | 'headers-missing' | 'signature-bad' | 'stale';

export interface SignedBody {
  id: string;
  /** Whole seconds since 1970. */
  timestamp: string;
  /** Space-separated `v1,<base64>`; more than one while a secret is being changed. */
  signature: string;
  body: Uint8Array;
}

const MAX_AGE_SECONDS = 5 * 60;
/** A shorter secret is a placeholder that anybody could know. */
const MIN_SECRET_BYTES = 16;

/** Null if malformed or guessable. Read it once: that costs two thirds of a signature check. */
export function readSecret(secret: string): KeyObject | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  const isSecret = bytes.length >= MIN_SECRET_BYTES && !isGuessable(bytes);
  return isSecret ? createSecretKey(bytes) : null;
}

/**
 * HMAC-SHA256 over `id.timestamp.body`, at most five minutes from `at` either way (docs.svix.com,
 * "Verifying payloads manually"). Null if all is well.
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
