import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Act } from '../simulator/world';
import { MOMENT_HEADER } from './simulated-time';

export type Request = Pick<Act, 'method' | 'path' | 'headers' | 'body'> & { address?: string };

export interface HttpResponse {
  status: number;
  html: string;
  headers: IncomingHttpHeaders;
}

/** Real HTTP to the demo's own server, over keep-alive connections. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(private readonly url: URL) {}

  /** At this moment of simulated time. Throws if the server failed. */
  async send({ method, path, headers, body, address }: Request, at: Date): Promise<HttpResponse> {
    const { host, port } = this.url;
    const sent = {
      ...headers,
      host,
      [MOMENT_HEADER]: String(at.getTime()),
      ...(address && { 'x-forwarded-for': address }),
      ...(method === 'POST' && { 'content-length': String(Buffer.byteLength(body ?? '')) }),
    };
    const options = { host: '127.0.0.1', port, method, path, headers: sent, agent: this.#agent };
    const response = await this.#ask(options, body);
    if (response.status < 500) return response;
    throw new Error(`${method} /${path.split('/')[1]} was answered with ${response.status}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(options: Parameters<typeof request>[1], body: string | undefined): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = request(options, (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        incoming
          .setEncoding('utf8')
          .toArray()
          .then((parts) => resolve({ status, html: parts.join(''), headers }), reject);
      });
      outgoing.once('error', reject).end(body);
    });
  }
}
