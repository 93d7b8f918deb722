import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { readBase32, writeBase32 } from './text/base32';

/**
 * o open pixel, c clicks, v votes, u unsubscribe, p preferences: each names a delivery. l (leave)
 * names a reader and only stops mail; s a sign-up attempt, m a one-time link, n (never again) a
 * typed address.
 */
export type Purpose = 'o' | 'c' | 'v' | 'u' | 'p' | 'l' | 's' | 'm' | 'n';

/** `id` is 1 to 255; `secret` is 32 bytes. */
export interface SigningKey {
  id: number;
  secret: Buffer;
}

const MAC_BYTES = 16;
const HEAD_BYTES = 10;
export const TOKEN_CHARACTERS = 42;

/**
 * A token: key id, purpose, 8-byte id, then HMAC-SHA256 over these and the installation id, cut to
 * 16 bytes; 26 bytes as 42 characters of lower-case base32.
 */
export class Signer {
  readonly newestKey: number;
  /** As key objects: an HMAC from one took 1.7 µs, from its bytes 9 µs. */
  readonly #secrets: Map<number, KeyObject>;
  readonly #installation: Buffer;

  constructor({ installationId, keys }: { installationId: string; keys: SigningKey[] }) {
    this.#secrets = new Map(keys.map(({ id, secret }) => [id, createSecretKey(secret)]));
    this.newestKey = Math.max(...this.#secrets.keys());
    this.#installation = Buffer.from(installationId);
  }

  hasKey(keyId: number): boolean {
    return this.#secrets.has(keyId);
  }

  /** Throws if the key is no longer configured. */
  sign(purpose: Purpose, id: number, keyId = this.newestKey): string {
    const head = Buffer.alloc(HEAD_BYTES);
    head[0] = keyId;
    head[1] = purpose.charCodeAt(0);
    head.writeBigUInt64BE(BigInt(id), 2);
    const mac = this.#mac(head);
    if (!mac) throw new Error(`signing key ${keyId} is not configured`);
    return writeBase32(Buffer.concat([head, mac]));
  }

  /** Null for anything we did not sign. */
  read(purpose: Purpose, token: string): number | null {
    const bytes = token.length === TOKEN_CHARACTERS ? readBase32(token) : null;
    if (!bytes || bytes[1] !== purpose.charCodeAt(0)) return null;
    const head = bytes.subarray(0, HEAD_BYTES);
    const mac = this.#mac(head);
    if (!mac || !timingSafeEqual(mac, bytes.subarray(HEAD_BYTES))) return null;
    return Number(head.readBigUInt64BE(2));
  }

  /** 64 hex digits. Never a token's MAC, whose input begins with a key id and not with zero. */
  deriveSecret(use: string, keyId: number): string {
    const secret = this.#secrets.get(keyId);
    if (!secret) throw new Error(`signing key ${keyId} is not configured`);
    const hmac = createHmac('sha256', secret).update(`\0${use}\0`).update(this.#installation);
    return hmac.digest('hex');
  }

  #mac(head: Buffer): Buffer | null {
    const secret = this.#secrets.get(head[0]!);
    if (!secret) return null;
    const hmac = createHmac('sha256', secret).update(head).update(this.#installation);
    return hmac.digest().subarray(0, MAC_BYTES);
  }
}
