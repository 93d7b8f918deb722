import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A name or an address, and a port; underscores occur in container networks. */
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

type Note = (kind: 'bad-host' | 'bad-http') => void;

export function responsesWith(headers: Record<string, string>): typeof ServerResponse {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, ...rest: unknown[]): this {
      const given = Object(rest.at(-1)) as object;
      // Setting a header costs more than passing it, and the site passes all of its own.
      for (const [name, value] of own)
        if (!(name in given || this.hasHeader(name))) this.setHeader(name, value);
      return super.writeHead(status, ...(rest as []));
    }
  };
}

/**
 * Refuses a missing, repeated or bad Host: programs that read the first would disagree with those
 * that read the last (RFC 9112 §3.2).
 */
export function refuseInvalidHosts(listener: RequestListener, note: Note): RequestListener {
  const isSound = rememberLast(isValidHost);
  return (incoming, outgoing) => {
    const [host, ...more] = listHosts(incoming);
    if (host !== undefined && more.length === 0 && isSound(host))
      return listener(incoming, outgoing);
    note('bad-host');
    outgoing.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    outgoing.end('A request must name one host.\n');
  };
}

/** Answers bad HTTP as Node does, with these headers; cuts an answer that has begun. */
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

function listHosts({ rawHeaders }: IncomingMessage): string[] {
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts.push(rawHeaders[at + 1]!);
  }
  return hosts;
}

/** Some look like a host but aren't: 999.999.999.999. */
function isValidHost(host: string): boolean {
  return HOST.test(host) && URL.canParse(`http://${host}`);
}

/** Nearly every request names the same host as the one before. */
function rememberLast(test: (text: string) => boolean): (text: string) => boolean {
  let [last, result] = ['', test('')];
  return (text) => {
    if (text !== last) [last, result] = [text, test(text)];
    return result;
  };
}
