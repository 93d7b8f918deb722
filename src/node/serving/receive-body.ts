import type { IncomingMessage } from 'node:http';
import type { HeldBodies } from './held-bodies';

/** Twice what any route takes, so that routes refuse in their own words what was meant for them. */
const MOST_BODY_BYTES = 512 * 1024;

/** Whether the head admits to more than anybody would read. */
export function isDeclaredTooLarge({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a request's body before anybody is at work for it, and leaves it where the adapter looks first
 * (`rawBody`). `done` is called once: with false as soon as it is too large, of which nothing is kept;
 * never where the client leaves before its body is whole.
 */
export function receiveBody(
  incoming: IncomingMessage,
  {
    held,
    onHeld,
    done,
  }: { held: HeldBodies; onHeld: () => void; done: (isTaken: boolean) => void },
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => {
    incoming.off('data', take).off('end', end);
    held.release(incoming);
  };
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) {
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
