import { type IncomingMessage, request } from 'node:http';
import type { Log } from '../../platform/log';
import { holdReference, type Reference } from '../reference';
import { requestText } from './request-text';
import type { State } from './state-file';

interface Connection {
  id: string;
  state: State;
  /** One open answer, which dies with our process. */
  answer: IncomingMessage;
}

/** Its end returns how many are left, null if the emulator does not answer. */
export function addReference(
  state: State,
  { findState, log }: { findState: () => Promise<State | null>; log: Log },
): Promise<Reference<number | null>> {
  return holdReference<State, Connection, number | null>(state, {
    name: 'the Resend emulator',
    connect,
    find: findState,
    end: endConnection,
    log,
  });
}

/** Null if the process at the state's port is not the emulator of this key. */
export async function fetchFolder(state: State): Promise<string | null> {
  const answer = await callEmulator(state, 'GET', '/references');
  return typeof answer?.folder === 'string' ? answer.folder : null;
}

async function endConnection({ id, state, answer }: Connection): Promise<number | null> {
  const response = await callEmulator(state, 'DELETE', `/references/${id}`);
  answer.destroy();
  return typeof response?.left === 'number' ? response.left : null;
}

async function callEmulator({ ports, apiKey }: State, method: string, path: string) {
  const answer = await requestText(`http://127.0.0.1:${ports.api}${path}`, {
    method,
    apiKey,
  }).catch(() => null);
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
