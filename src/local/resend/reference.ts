import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorFields, type Log } from '../../platform/log';
import { ask } from './ask';
import type { State } from './state-file';

const RETRY_MS = 1_000;

/** One open answer, which dies with our process. */
export interface Reference {
  /** How many are left; null if the emulator does not answer. */
  end(): Promise<number | null>;
}

interface Connection {
  id: string;
  state: State;
  answer: IncomingMessage;
}

/** If the connection is lost, asks `findState` until an emulator answers again. */
export async function addReference(
  state: State,
  { findState, log }: { findState: () => Promise<State | null>; log: Log },
): Promise<Reference> {
  let hasEnded = false;
  let current: Connection | null = await connect(state, onLost);

  function onLost(): void {
    current = null;
    if (!hasEnded) void reconnect();
  }

  async function reconnect(): Promise<void> {
    while (!hasEnded && !current) {
      await sleep(RETRY_MS, undefined, { ref: false });
      current = await tryAgain().catch((error) => {
        log.warn(errorFields(error), 'the Resend emulator is not back yet');
        return null;
      });
    }
    if (hasEnded) current?.answer.destroy();
  }

  async function tryAgain(): Promise<Connection | null> {
    const found = hasEnded ? null : await findState();
    return found ? connect(found, onLost) : null;
  }

  return {
    async end() {
      hasEnded = true;
      return current ? endConnection(current) : null;
    },
  };
}

/** Null if the process at the state's port is not the emulator of this key. */
export async function askFolder(state: State): Promise<string | null> {
  const answer = await askEmulator(state, 'GET', '/references');
  return typeof answer?.folder === 'string' ? answer.folder : null;
}

async function endConnection({ id, state, answer }: Connection): Promise<number | null> {
  const said = await askEmulator(state, 'DELETE', `/references/${id}`);
  answer.destroy();
  return typeof said?.left === 'number' ? said.left : null;
}

async function askEmulator({ ports, apiKey }: State, method: string, path: string) {
  const answer = await ask(`http://127.0.0.1:${ports.api}${path}`, { method, apiKey }).catch(
    () => null,
  );
  if (answer?.status !== 200) return null;
  return JSON.parse(answer.text) as Record<string, unknown>;
}

function connect(state: State, onLost: () => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: state.ports.api,
      path: '/references',
      method: 'POST',
      headers: { authorization: `Bearer ${state.apiKey}` },
      agent: false,
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      answer.setEncoding('utf8');
      answer.once('data', (line: string) => resolve({ id: line.trim(), state, answer }));
      answer.on('error', () => {});
      answer.once('close', onLost);
    });
    asked.end();
  });
}
