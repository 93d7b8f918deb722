import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { underLock } from '../../node/lock';
import type { Log } from '../../platform/log';
import { Refusal } from '../../platform/refusal';
import type { Reference } from '../reference';
import { launch } from './launch';
import { addReference, fetchFolder } from './reference';
import { readState, type State } from './state-file';

/** In use by this process until `stop`. */
export interface LocalResend {
  baseUrl: string;
  apiKey: string;
  webhookSecret: string;
  mailboxUrl: string;
  /** The emulator ends when the last process has given it up. A second call does nothing. */
  stop(): Promise<void>;
}

const POLL_MS = 50;
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Finds the folder's running emulator or starts one, detached, so that it outlives a kill of this
 * process. Throws a Refusal.
 */
export async function startLocalResend({
  folder,
  log,
}: {
  folder: string;
  log: Log;
}): Promise<LocalResend> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = await realpath(folder);
  return underLock(own, async () => {
    const state = (await findState(own)) ?? (await launchAndFind(own));
    const reference = await addReference(state, { findState: () => findState(own), log });
    return describe(state, () => underLock(own, () => giveUpEmulator(state, reference)));
  });
}

async function findState(folder: string): Promise<State | null> {
  const state = await readState(folder);
  return state && (await fetchFolder(state)) === folder ? state : null;
}

async function launchAndFind(folder: string): Promise<State> {
  const logFile = join(folder, 'emulator.log');
  const launched = await launch(folder, logFile);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !launched.hasEnded()) {
    const state = await findState(folder);
    if (state) return state;
    await sleep(POLL_MS);
  }
  throw new Refusal('unready', `The Resend emulator did not start: see ${logFile}.`);
}

function describe(state: State, stop: () => Promise<void>): LocalResend {
  let stopped: Promise<void> | null = null;
  return {
    baseUrl: `http://127.0.0.1:${state.ports.api}`,
    apiKey: state.apiKey,
    webhookSecret: state.webhookSecret,
    mailboxUrl: `http://127.0.0.1:${state.ports.mailbox}`,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** The last process waits until the emulator is gone, so that its folder may go as well. */
async function giveUpEmulator(state: State, reference: Reference<number | null>): Promise<void> {
  if ((await reference.end()) !== 0) return;
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while ((await fetchFolder(state)) !== null && Date.now() < deadline) await sleep(POLL_MS);
}
