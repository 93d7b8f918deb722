import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A name or an address, and a port; underscores as container networks have them. */
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

type Note = (kind: 'bad-host' | 'bad-http') => void;

/** Responses that carry these headers whoever makes them, Node's own refusals included. */
export function responsesWith(headers: Record<string, string>): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    constructor(request: Request) {
      super(request);
      for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    }
  };
}

/**
 * Refuses requests that name no host, several, or one that is none: whoever reads the first and whoever
 * reads the last of two would take them for different ones (RFC 9112 §3.2).
 */
export function refuseUnsoundHosts(listener: RequestListener, note: Note): RequestListener {
  return (incoming, outgoing) => {
    if (hasSoundHost(incoming)) return listener(incoming, outgoing);
    note('bad-host');
    outgoing.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    outgoing.end('A request names one host.\n');
  };
}

/** Answers what is no HTTP as Node does, with these headers; where an answer has begun it is cut. */
export function refuseMalformed(
  server: Server,
  { headers, note }: { headers: Record<string, string>; note: Note },
): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    note('bad-http');
    const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
    const head = `HTTP/1.1 ${status}\r\nConnection: close\r\n${lines.join('')}Content-Length: 0\r\n\r\n`;
    if ((socket as Socket).bytesWritten === 0) socket.end(head, () => socket.destroy());
    else socket.destroy();
  });
}

function hasSoundHost({ rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && /^host$/i.test(rawHeaders[at - 1]!));
  if (hosts.length !== 1 || !HOST.test(hosts[0]!)) return false;
  // Some that look like one are none: 999.999.999.999.
  return URL.canParse(`http://${hosts[0]}`);
}
