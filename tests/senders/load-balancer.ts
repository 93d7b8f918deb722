import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * One address for all senders, like a load balancer's: readers and webhooks reach any that is up.
 */
export interface LoadBalancer {
  url: string;
  close(): Promise<void>;
}

export async function openLoadBalancer(pickUrl: () => string | undefined): Promise<LoadBalancer> {
  const server = createServer(async (request, response) => {
    const answer = await pass(pickUrl(), request.url!, {
      method: request.method!,
      headers: Object.entries(request.headers) as [string, string][],
      body: request.method === 'POST' ? new Uint8Array(await buffer(request)) : undefined,
    }).catch(() => null);
    response.statusCode = answer?.status ?? 502;
    response.end(answer?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const NOT_PASSED_ON = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

async function pass(
  url: string | undefined,
  path: string,
  {
    headers,
    ...request
  }: { method: string; headers: [string, string][]; body?: Uint8Array<ArrayBuffer> },
) {
  if (!url) return null;
  const kept = headers.filter(([name]) => !NOT_PASSED_ON.has(name));
  const answer = await fetch(`${url}${path}`, {
    ...request,
    headers: kept,
    redirect: 'manual',
    signal: AbortSignal.timeout(5_000),
  });
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}
