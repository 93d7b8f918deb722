import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error';

const MAX_BYTES = 40 * 1024 * 1024;

/** Straight from the socket: a web stream takes twice as long over 7 MB. */
export async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  const declared = Number(incoming.headers['content-length'] ?? 0);
  if (declared > MAX_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming) {
      length += chunk.length;
      if (length > MAX_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ApiError || !incoming.destroyed) throw error;
    // A caller that hung up gets no answer, and it is no failure of ours.
    throw new ApiError('validation_error', 'The request broke off.', 400);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(): ApiError {
  return new ApiError('validation_error', 'The request is over 40 MB.', 413);
}
