import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ApiError } from './api-error';

/** As a bearer token. */
export function requireKey(apiKey: string): MiddlewareHandler {
  return async (c, next) => {
    const header = c.req.header('authorization');
    if (!header) {
      throw new ApiError(
        'missing_api_key',
        'Missing API key in the authorization header. Include the following header in the ' +
          'request: `Authorization: Bearer YOUR_API_KEY`.',
      );
    }
    if (!isSame(header, `Bearer ${apiKey}`)) {
      throw new ApiError('invalid_api_key', 'API key is invalid.');
    }
    await next();
  };
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
