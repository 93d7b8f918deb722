import { type IncomingMessage, request } from 'node:http';
import type { Log } from '../../platform/log';
import { holdReference, type Reference } from '../reference';
import { requestText } from './request-text';
import type { State } from './state-file';

interface Connection {
  id: string;
  state: State;
  /** One open answer, which dies with our process. */
  response: IncomingMessage;
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
  const response = await callEmulator(state, 'GET', '/references');
  return typeof response?.folder === 'string' ? response.folder : null;
}

async function endConnection({ id, state, response }: Connection): Promise<number | null> {
  const reply = await callEmulator(state, 'DELETE', `/references/${id}`);
  response.destroy();
  return typeof reply?.left === 'number' ? reply.left : null;
}

async function callEmulator({ ports, apiKey }: State, method: string, path: string) {
  const response = await requestText(`http://127.0.0.1:${ports.api}${path}`, {
    method,
    apiKey,
  }).catch(() => null);
  if (response?.status !== 200) return null;
  return JSON.parse(response.text) as Record<string, unknown>;
}

function connect(state: State, onLost: () => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: state.ports.api,
      path: '/references',
      method: 'POST',
      headers: { authorization: `Bearer ${state.apiKey}` },
      agent: false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.setEncoding('utf8');
      response.once('data', (line: string) => resolve({ id: line.trim(), state, response }));
      response.on('error', () => {});
      response.once('close', onLost);
    });
    outgoing.end();
  });
}
