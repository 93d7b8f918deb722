import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Exchange {
  incoming: IncomingMessage;
  response: ServerResponse;
  /** Whether the body has arrived too. */
  isReceived: boolean;
}

/** Waiting for: the client to finish a request, us, the client to read, the client to ask. */
export type ConnectionState = 'unheard' | 'working' | 'unread' | 'idle';

/** Browsers and proxies send one at a time; a client that pipelines more reads no answers. */
const MAX_UNFINISHED = 10;

interface ConnectionOptions extends Pick<Connection, 'address' | 'isProxy'> {
  onChange?: (connection: Connection) => void;
}

/** Begins requests one by one, each when the answer before it is sent. */
export class Connection {
  readonly socket: Socket;
  /** What counts as one address: see `Connections`. */
  readonly address: string;
  readonly isProxy: boolean;
  /** When its answer was first found stuck; set by the code that checks. */
  unreadSince: number | null = null;
  readonly #line: Exchange[] = [];
  #wasHeard = false;

  readonly #onChange: (connection: Connection) => void;

  constructor(socket: Socket, { address, isProxy, onChange = () => {} }: ConnectionOptions) {
    this.socket = socket;
    this.address = address;
    this.isProxy = isProxy;
    this.#onChange = onChange;
  }

  get state(): ConnectionState {
    const [exchange] = this.#line;
    if (!exchange) return this.#wasHeard ? 'idle' : 'unheard';
    if (!exchange.isReceived) return 'unheard';
    const { response } = exchange;
    return response.writableEnded || response.writableNeedDrain ? 'unread' : 'working';
  }

  /** Begins the exchange once it is first in line. False if too many wait already. */
  take(exchange: Exchange, begin: (exchange: Exchange) => void): boolean {
    if (this.#line.length === MAX_UNFINISHED) return false;
    this.#wasHeard = true;
    this.#line.push(exchange);
    exchange.response.once('close', () => this.#end(begin));
    // After all that came at once has been seen: a connection that is cut begins nothing.
    if (this.#line.length === 1) queueMicrotask(() => this.#begin(exchange, begin));
    return true;
  }

  #begin(exchange: Exchange, begin: (exchange: Exchange) => void): void {
    if (this.socket.destroyed) return;
    this.#onChange(this);
    begin(exchange);
  }

  #end(begin: (exchange: Exchange) => void): void {
    this.#line.shift();
    this.#onChange(this);
    const [next] = this.#line;
    if (next) this.#begin(next, begin);
  }
}
