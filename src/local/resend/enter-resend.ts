import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log';
import { Refusal } from '../../platform/refusal';
import { underLock } from '../lock';
import { launch } from './launch';
import { readState, type State } from './state-file';
import { askFolder, beginTenancy, type Tenant } from './tenant';

/** A stand-in for Resend that this process uses until it leaves. */
export interface LocalResend {
  baseUrl: string;
  apiKey: string;
  webhookSecret: string;
  mailboxUrl: string;
  /** Gives the stand-in up; it ends when the last process has. A second call does nothing. */
  leave(): Promise<void>;
}

const POLL_MS = 50;
const START_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Enters the stand-in of a folder, which is made if it is missing: finds the process that answers
 * for it or starts one, detached, so that it outlives a kill of this process. Throws a Refusal.
 */
export async function enterResend({
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
    const tenant = await beginTenancy(state, { findState: () => findState(own), log });
    return describe(state, () => underLock(own, () => leaveStandIn(state, tenant)));
  });
}

/** The state of the stand-in that answers for this folder. */
async function findState(folder: string): Promise<State | null> {
  const state = await readState(folder);
  return state && (await askFolder(state)) === folder ? state : null;
}

async function launchAndFind(folder: string): Promise<State> {
  const logFile = join(folder, 'stand-in.log');
  const launched = await launch(folder, logFile);
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline && !launched.hasEnded()) {
    const state = await findState(folder);
    if (state) return state;
    await sleep(POLL_MS);
  }
  throw new Refusal('unready', `The stand-in for Resend did not start: see ${logFile}.`);
}

function describe(state: State, leave: () => Promise<void>): LocalResend {
  let left: Promise<void> | null = null;
  return {
    baseUrl: `http://127.0.0.1:${state.ports.api}`,
    apiKey: state.apiKey,
    webhookSecret: state.webhookSecret,
    mailboxUrl: `http://127.0.0.1:${state.ports.mailbox}`,
    leave() {
      left ??= leave();
      return left;
    },
  };
}

/** The last one to leave waits until the stand-in is gone, so that its folder may go as well. */
async function leaveStandIn(state: State, tenant: Tenant): Promise<void> {
  if ((await tenant.end()) !== 0) return;
  const deadline = Date.now() + STOP_WITHIN_MS;
  while ((await askFolder(state)) !== null && Date.now() < deadline) await sleep(POLL_MS);
}
