import { onTestFinished } from 'vitest';
import { type StandIn, type StandInOptions, startStandIn } from '../../src/local/resend/stand-in';
import { silent } from '../helpers/silent-log';

/** A stand-in in this process, closed when the test is over. */
export async function openStandIn(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn({ file: ':memory:', log: silent, ...options });
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= standIn.close();
    return closed;
  };
  onTestFinished(close);
  return { ...standIn, close };
}

/** A call to its API without the SDK: status and JSON body. */
export async function call(
  { baseUrl, apiKey }: StandIn,
  method: string,
  path: string,
  { body, headers }: { body?: string | Buffer; headers?: Record<string, string> } = {},
) {
  const answer = await fetch(baseUrl + path, {
    method,
    body: body === undefined ? undefined : new Uint8Array(Buffer.from(body)),
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
  });
  return { status: answer.status, json: await answer.json() };
}
