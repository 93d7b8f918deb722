import { onTestFinished } from 'vitest';
import {
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from '../../src/local/resend/emulator';
import { silent } from '../helpers/silent-log';

/** An emulator in this process, closed when the test is over. */
export async function openEmulator(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ file: ':memory:', log: silent, ...options });
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= emulator.close();
    return closed;
  };
  onTestFinished(close);
  return { ...emulator, close };
}

/** A call to its API without the SDK: status and JSON body. */
export async function call(
  { baseUrl, apiKey }: Emulator,
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
