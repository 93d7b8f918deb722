import type { Socket } from 'node:net';
import { groupOf } from './address-group';
import type { Capacity } from './capacity';
import { Connection, type ConnectionState } from './connection';
import type { Reason, RejectedConnections } from './rejected-connections';

/** Cut first when full: clients that have asked for nothing. Never one that we work for. */
const GIVES_WAY: ConnectionState[] = ['unheard', 'unread', 'idle'];

interface ConnectionsOptions {
  capacity: Capacity;
  /** A trusted proxy speaks for many, so it has no limit and is never cut for room. */
  isProxy: (address: string) => boolean;
  rejected: RejectedConnections;
}

export class Connections {
  readonly #given: ConnectionsOptions;
  /** Least recently changed first: opened, or a request begun or ended. */
  readonly #all = new Map<Socket, Connection>();
  readonly #byAddress = new Map<string, Set<Connection>>();

  constructor(given: ConnectionsOptions) {
    this.#given = given;
  }

  get(socket: Socket): Connection | undefined {
    return this.#all.get(socket);
  }

  list(): Connection[] {
    return [...this.#all.values()];
  }

  /** Makes room by cutting one that waits for its client, or else cuts this socket. */
  accept(socket: Socket): void {
    const { capacity, isProxy, rejected } = this.#given;
    const peer = socket.remoteAddress ?? '';
    const connection = new Connection(socket, {
      address: groupOf(peer),
      isProxy: isProxy(peer),
      onChange: (changed) => this.#putLast(changed),
    });
    const own = this.#byAddress.get(connection.address) ?? new Set();
    const isWithinOwn = connection.isProxy || own.size < capacity.perAddress || this.#giveWay(own);
    if (isWithinOwn && (this.#all.size < capacity.total || this.#giveWay(this.#all.values())))
      this.#keep(connection);
    else {
      rejected.count('no-room');
      socket.destroy();
    }
  }

  cut(connection: Connection, why: Reason): void {
    this.#given.rejected.count(why);
    // The descriptor is free now; the close event comes later.
    connection.socket.destroy();
    this.#forget(connection);
  }

  #keep(connection: Connection): void {
    const { socket, address } = connection;
    this.#all.set(socket, connection);
    const own = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, own.add(connection));
    socket.once('close', () => this.#forget(connection));
  }

  #putLast(connection: Connection): void {
    const { socket, address } = connection;
    if (!this.#all.delete(socket)) return;
    this.#all.set(socket, connection);
    const own = this.#byAddress.get(address)!;
    own.delete(connection);
    own.add(connection);
  }

  #forget(connection: Connection): void {
    const { socket, address } = connection;
    if (!this.#all.delete(socket)) return;
    const own = this.#byAddress.get(address)!;
    own.delete(connection);
    if (own.size === 0) this.#byAddress.delete(address);
  }

  /** Cuts the one that has waited longest for its client; false if none waits. */
  #giveWay(among: Iterable<Connection>): boolean {
    let [first, rank] = [null as Connection | null, GIVES_WAY.length];
    for (const connection of among) {
      const at = connection.isProxy ? -1 : GIVES_WAY.indexOf(connection.state);
      if (at >= 0 && at < rank) [first, rank] = [connection, at];
      // The rest have waited less, so few are looked at.
      if (rank === 0) break;
    }
    if (first) this.cut(first, 'no-room');
    return first !== null;
  }
}
