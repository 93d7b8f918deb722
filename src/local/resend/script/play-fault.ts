import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ApiError } from '../api/api-error';
import { type Fault, faultsAfter, faultsBefore } from './script';

type Before = (typeof faultsBefore)[number];
type After = (typeof faultsAfter)[number];
type FaultOf<Kind> = Fault & { kind: Kind };

/** What the answer would have been. */
export type Answer = { id?: string; data?: { id: string }[] } & Record<string, unknown>;

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const SLOW_MS = 1_000;

export function isBefore(fault: Fault | null): fault is FaultOf<Before> {
  return fault !== null && (faultsBefore as readonly string[]).includes(fault.kind);
}

export function isAfter(fault: Fault | null): fault is FaultOf<After> {
  return fault !== null && (faultsAfter as readonly string[]).includes(fault.kind);
}

/** Nothing was accepted; the body has been read, as for a sound call. */
export async function playBefore(
  { kind, ms }: FaultOf<Before>,
  outgoing: ServerResponse,
): Promise<Response> {
  switch (kind) {
    case '500-json': {
      const refused = new ApiError('internal_server_error', 'An unexpected error occurred.');
      return Response.json(refused.toJson(), { status: refused.statusCode });
    }
    case '502-html':
      return new Response('<html><body><h1>502 Bad Gateway</h1></body></html>', {
        status: 502,
        headers: HTML,
      });
    case '503-empty':
      return new Response(null, { status: 503 });
    case 'reset-before':
      return reset(outgoing);
    case 'hang':
      return hang(outgoing, ms);
  }
}

/** The mails are in the ledger. */
export async function playAfter(
  { kind, ms }: FaultOf<After>,
  outgoing: ServerResponse,
  response: Answer,
): Promise<Response> {
  switch (kind) {
    case 'slow':
      await waitWhileOpen(outgoing, ms ?? SLOW_MS);
      return Response.json(response);
    case 'hang-after':
      return hang(outgoing, ms);
    case 'reset-after':
      return reset(outgoing);
    case 'truncated':
      return truncate(outgoing, JSON.stringify(response));
    case '200-html':
      return new Response('<html><body>All is well.</body></html>', { headers: HTML });
    case 'too-few-ids':
      return Response.json({ ...response, id: undefined, data: response.data?.slice(0, -1) });
  }
}

async function hang(outgoing: ServerResponse, ms: number | undefined): Promise<Response> {
  await waitWhileOpen(outgoing, ms ?? null);
  return reset(outgoing);
}

/** Ends early when the caller hangs up or the emulator closes; null waits for that alone. */
async function waitWhileOpen(outgoing: ServerResponse, ms: number | null): Promise<void> {
  if (outgoing.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = ms === null ? undefined : setTimeout(resolve, ms);
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function reset({ socket }: ServerResponse): Response {
  (socket as Socket | null)?.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** States the full length, writes half and closes. */
function truncate(outgoing: ServerResponse, text: string): Response {
  const bytes = Buffer.from(text);
  outgoing.writeHead(200, {
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}
