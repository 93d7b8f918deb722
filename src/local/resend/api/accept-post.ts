import { hash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { EventPoster } from '../events/event-poster';
import type { Bodies } from '../ledger/bodies';
import type { Ledger, PostedRequest } from '../ledger/ledger';
import { type Answer, isAfter, isBefore, playAfter, playBefore } from '../script/play-fault';
import type { RunningScript } from '../script/running-script';
import type { CallKind } from '../script/script';
import { ApiError } from './api-error';
import { requireVerified } from './domain-routes';
import { oneAtATime, readKey } from './one-at-a-time';
import { parseBody } from './parse-body';
import type { BatchError, PlacedMail, ReadBatch } from './posted-batch';
import { checkQuota } from './quota';
import { readBytes } from './read-bytes';

type PostContext = Context<{ Bindings: HttpBindings }>;

export interface Stores {
  ledger: Ledger;
  bodies: Bodies;
  script: RunningScript;
  poster: EventPoster;
}

/** One of the two ways to post mails. */
export interface Call {
  kind: CallKind;
  read(body: unknown, isPermissive: boolean): ReadBatch;
  /** The answer for ids in the mails' order. */
  describe(ids: string[], errors?: BatchError[]): Answer;
}

/**
 * The same bytes under a key get the same ids again; other bytes and overlapping calls are refused.
 * A scripted fault strikes before or after the mails are recorded.
 */
export function createPostHandler(stores: Stores) {
  const running = new Set<string>();
  return (c: PostContext, call: Call): Promise<Response> =>
    oneAtATime(running, c.req, () => take(stores, c, call));
}

async function take(stores: Stores, c: PostContext, call: Call): Promise<Response> {
  const { script } = stores;
  const { incoming, outgoing } = c.env as { incoming: IncomingMessage; outgoing: ServerResponse };
  const fault = script.takeFault(call.kind);
  const bytes = await readBytes(incoming);
  if (isBefore(fault)) {
    script.countDone(fault.kind);
    return playBefore(fault, outgoing);
  }
  const answer = await accept(stores, c, { bytes, call });
  if (!isAfter(fault)) return c.json(answer);
  script.countDone(fault.kind);
  return playAfter(fault, outgoing, answer);
}

async function accept(
  stores: Stores,
  c: PostContext,
  { bytes, call }: { bytes: Buffer; call: Call },
): Promise<Answer> {
  const isPermissive = c.req.header('x-batch-validation') === 'permissive';
  const body = parseBody(bytes);
  const request: PostedRequest = {
    endpoint: c.req.path,
    key: readKey(c.req),
    bodyHash: hash('sha256', bytes, 'hex'),
    body: randomUUID(),
    bytes: bytes.length,
    at: stores.script.now(),
  };
  const replay = findReplay(stores.ledger, request);
  // A sound body stays sound, so a replay names the same errors.
  const { mails, errors } = call.read(body, isPermissive);
  const ids = replay ?? (await enter(stores, request, { bytes, mails }));
  return call.describe(ids, errors);
}

function findReplay(ledger: Ledger, request: PostedRequest): string[] | null {
  const replay = ledger.findReplay(request);
  if (replay !== 'mismatch') return replay;
  throw new ApiError(
    'invalid_idempotent_request',
    'Same idempotency key used with a different request payload.',
  );
}

async function enter(
  { ledger, bodies, script, poster }: Stores,
  request: PostedRequest,
  { bytes, mails }: { bytes: Uint8Array; mails: PlacedMail[] },
): Promise<string[]> {
  const senders = mails.map(({ mail }) => mail.from);
  requireVerified(script.current.domain, senders);
  requireQuota({ ledger, script }, mails.length);
  const { ids, oldBodies, early } = ledger.accept(request, mails);
  await bodies.keep(request.body, bytes);
  await bodies.drop(oldBodies);
  await poster.postNow(early);
  poster.wake();
  return ids;
}

function requireQuota({ ledger, script }: Pick<Stores, 'ledger' | 'script'>, mails: number): void {
  const count = (first: number, last: number) => ledger.countDays(first, last);
  try {
    checkQuota(script.current.quota, { mails, at: script.now(), count });
  } catch (error) {
    script.countDone('quota');
    throw error;
  }
}
