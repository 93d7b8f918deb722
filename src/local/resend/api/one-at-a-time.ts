import type { HonoRequest } from 'hono';
import { ApiError } from './api-error';

const MAX_KEY_CHARACTERS = 256;

/** Refuses a key that another call to the same path still runs under. */
export async function oneAtATime<T>(
  running: Set<string>,
  request: HonoRequest,
  work: () => Promise<T>,
): Promise<T> {
  const key = readKey(request);
  if (key === null) return work();
  const name = `${request.path} ${key}`;
  if (running.has(name)) {
    throw new ApiError(
      'concurrent_idempotent_requests',
      'Same idempotency key used while original request is still in progress.',
    );
  }
  running.add(name);
  try {
    return await work();
  } finally {
    running.delete(name);
  }
}

/** Null without a key. Throws an ApiError if it is too short or too long. */
export function readKey(request: HonoRequest): string | null {
  const key = request.header('idempotency-key');
  if (key === undefined) return null;
  if (key.length >= 1 && key.length <= MAX_KEY_CHARACTERS) return key;
  throw new ApiError('invalid_idempotency_key', 'The key must be between 1-256 chars.');
}
