import type { IncomingMessage } from 'node:http';
import type { BufferedBodies } from './buffered-bodies';

/** Twice what any route accepts, so that routes refuse in their own words. */
const MAX_BODY_BYTES = 512 * 1024;

export function isDeclaredTooLarge({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Calls `done` once: with false as soon as it is too large, never if the client leaves early.
 * Leaves the body in `rawBody`, where the adapter looks first.
 */
export function receiveBody(
  incoming: IncomingMessage,
  {
    held,
    onHeld,
    done,
  }: { held: BufferedBodies; onHeld: () => void; done: (isTaken: boolean) => void },
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => {
    incoming.off('data', take).off('end', end);
    held.release(incoming);
  };
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      stop();
      done(false);
      return;
    }
    chunks.push(chunk);
    held.add(incoming, chunk.length);
    onHeld();
  };
  const end = () => {
    stop();
    Object.assign(incoming, { rawBody: Buffer.concat(chunks) });
    done(true);
  };
  if (isDeclaredTooLarge(incoming)) done(false);
  else
    incoming
      .on('data', take)
      .once('end', end)
      .once('close', () => held.release(incoming));
}
