import type { Socket } from 'node:net';
import { groupOf } from './address-group';
import { Connection, type Standing } from './connection';
import type { Room } from './room';
import type { Reason, TurnedAway } from './turned-away';

/** Who goes first where there is no room: who has asked for nothing yet. Never one we are at work for. */
const GIVES_WAY: Standing[] = ['unheard', 'unread', 'idle'];

interface Given {
  room: Room;
  /** Whether an address is a trusted proxy's: it speaks for many, so it neither has a limit nor gives way. */
  isProxy: (address: string) => boolean;
  turnedAway: TurnedAway;
}

/** Every accepted socket, so that all of them stay within their room. */
export class Connections {
  readonly #given: Given;
  /** The one first whose last change is the longest ago: opened, a request begun, or ended. */
  readonly #all = new Map<Socket, Connection>();
  readonly #byAddress = new Map<string, Set<Connection>>();

  constructor(given: Given) {
    this.#given = given;
  }

  get(socket: Socket): Connection | undefined {
    return this.#all.get(socket);
  }

  list(): Connection[] {
    return [...this.#all.values()];
  }

  /** Keeps the socket, if need be in place of one that waits for its client; else cuts it. */
  accept(socket: Socket): void {
    const { room, isProxy, turnedAway } = this.#given;
    const peer = socket.remoteAddress ?? '';
    const connection = new Connection(socket, {
      address: groupOf(peer),
      isProxy: isProxy(peer),
      onChange: (changed) => this.#putLast(changed),
    });
    const own = this.#byAddress.get(connection.address) ?? new Set();
    const isWithinOwn = connection.isProxy || own.size < room.ofOneAddress || this.#giveWay(own);
    if (isWithinOwn && (this.#all.size < room.inAll || this.#giveWay(this.#all.values())))
      this.#keep(connection);
    else {
      turnedAway.count('no-room');
      socket.destroy();
    }
  }

  /** Ends a connection at once, whatever it is at. */
  cut(connection: Connection, why: Reason): void {
    this.#given.turnedAway.count(why);
    // Its descriptor is free now; that it is closed is told later.
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

  /** Cuts the one of these that has waited longest for its client; false where none waits. */
  #giveWay(among: Iterable<Connection>): boolean {
    let [first, rank] = [null as Connection | null, GIVES_WAY.length];
    for (const connection of among) {
      const at = connection.isProxy ? -1 : GIVES_WAY.indexOf(connection.standing);
      if (at >= 0 && at < rank) [first, rank] = [connection, at];
      // Those that follow have waited less, so there are seldom many to look at.
      if (rank === 0) break;
    }
    if (first) this.cut(first, 'no-room');
    return first !== null;
  }
}
