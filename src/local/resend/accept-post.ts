import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Bodies } from './bodies';
import type { Ledger, PostedRequest } from './ledger';
import type { PostedMail } from './posted-mail';
import { readBytes } from './read-bytes';
import { invalid, Refused } from './refused';

export type PostContext = Context<{ Bindings: HttpBindings }>;

export interface Stores {
  ledger: Ledger;
  bodies: Bodies;
  now: () => Date;
}

const MOST_KEY_CHARACTERS = 256;

/**
 * Makes the one way in for mails: `read` checks a body, the answer is the ids in order. Under a key
 * the same bytes get the same ids again, other bytes and calls that overlap are refused.
 */
export function createDoor(stores: Stores) {
  const running = new Set<string>();
  return (c: PostContext, read: (body: unknown) => PostedMail[]): Promise<string[]> =>
    oneAtATime(running, c, () => accept(stores, c, read));
}

async function oneAtATime<T>(
  running: Set<string>,
  c: PostContext,
  work: () => Promise<T>,
): Promise<T> {
  const key = readKey(c);
  if (key === null) return work();
  const name = `${c.req.path} ${key}`;
  if (running.has(name)) {
    throw new Refused(
      'concurrent_idempotent_requests',
      'Same idempotency key used while original request is still in progress.',
    );
  }
  running.add(name);
  try {
    return await work();
  } finally {
    running.delete(name);
  }
}

function readKey(c: PostContext): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (key.length >= 1 && key.length <= MOST_KEY_CHARACTERS) return key;
  throw new Refused('invalid_idempotency_key', 'The key must be between 1-256 chars.');
}

async function accept(
  { ledger, bodies, now }: Stores,
  c: PostContext,
  read: (body: unknown) => PostedMail[],
): Promise<string[]> {
  requireStrict(c);
  const bytes = await readBytes(c.env.incoming as IncomingMessage);
  // The digest is made on another thread while this one parses.
  const hashing = crypto.subtle.digest('SHA-256', bytes);
  const body = parse(bytes);
  const request: PostedRequest = {
    endpoint: c.req.path,
    key: readKey(c),
    bodyHash: Buffer.from(await hashing).toString('hex'),
    body: randomUUID(),
    at: now(),
  };
  return (
    findReplay(ledger, request) ?? enter({ ledger, bodies }, request, { bytes, mails: read(body) })
  );
}

function findReplay(ledger: Ledger, request: PostedRequest): string[] | null {
  const replay = ledger.findReplay(request);
  if (replay !== 'mismatch') return replay;
  throw new Refused(
    'invalid_idempotent_request',
    'Same idempotency key used with a different request payload.',
  );
}

async function enter(
  { ledger, bodies }: Pick<Stores, 'ledger' | 'bodies'>,
  request: PostedRequest,
  { bytes, mails }: { bytes: Uint8Array; mails: PostedMail[] },
): Promise<string[]> {
  const keeping = bodies.keep(request.body, bytes);
  const { ids, oldBodies } = ledger.accept(request, mails);
  await keeping;
  await bodies.drop(oldBodies);
  return ids;
}

function requireStrict(c: PostContext): void {
  if (c.req.header('x-batch-validation') !== 'permissive') return;
  throw invalid('This stand-in for Resend checks batches strictly only.');
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw invalid('The request body is not valid JSON.');
  }
}
