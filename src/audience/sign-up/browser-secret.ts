import { createHash, timingSafeEqual } from 'node:crypto';

/** What we keep of the secret in a browser's cookie. 32 bytes. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function isSecretOf(secret: string | undefined, hash: Buffer): boolean {
  return secret !== undefined && timingSafeEqual(hashSecret(secret), hash);
}
