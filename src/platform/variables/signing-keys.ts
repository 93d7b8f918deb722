import { isGuessable } from '../guessable';
import type { SigningKey } from '../signer';
import { type Reader, requireThat } from './variable-fault';

const HOW = 'generate one with: echo "1:$(openssl rand -base64 32)"';

/** Comma-separated `id:base64`; ids from 1 to 255, 32 bytes each. */
export const readSigningKeys: Reader<SigningKey[]> = (text, { isProduction, isLive }) => {
  const keys = text.split(',').map((part) => readKey(part.trim()));
  const ids = new Set(keys.map(({ id }) => id));
  requireThat(
    ids.size === keys.length,
    'must be id:base64,id:base64 with a different id for each key',
  );
  const isExample = keys.some(({ secret }) => secret.every((byte) => byte === 0));
  requireThat(!isExample, `must be your own, not the example: ${HOW}`);
  const isWeak = findWeakKeys(keys).length > 0;
  if (isProduction || isLive)
    requireThat(!isWeak, `must be random, or they can be guessed: ${HOW}`);
  return keys;
};

/** With a guessed key, somebody could vote for readers. */
export function findWeakKeys(keys: SigningKey[]): SigningKey[] {
  return keys.filter(({ secret }) => isGuessable(secret));
}

function readKey(text: string): SigningKey {
  const [, id, encoded] = /^(\d{1,3}):([A-Za-z0-9+/_-]{43}=?)$/.exec(text) ?? [];
  const key = { id: Number(id), secret: Buffer.from(encoded ?? '', 'base64') };
  const isKey = key.id >= 1 && key.id <= 255 && key.secret.length === 32;
  requireThat(isKey, 'must be id:base64,id:base64 with ids from 1 to 255 and 32 bytes each');
  return key;
}
