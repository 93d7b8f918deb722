/** How many sockets of others a process holds. */
export interface Room {
  /** Of everybody together. */
  inAll: number;
  /** Of one address; a trusted proxy speaks for many and has no such limit. */
  ofOneAddress: number;
  /** Whether our own sockets may come to lack descriptors all the same. */
  isTight: boolean;
}

/**
 * For PostgreSQL (13), Resend, the log, and the files that a lazily loaded program opens: about 60 were
 * seen at once.
 */
const KEPT_FOR_OURSELVES = 100;
/** An idle one takes about 10 kB, one with an answer that nobody reads up to 100. */
const MOST = 2_000;
const FEWEST = 16;
/**
 * An office behind one address may well have a hundred people on a page at once, with up to six sockets
 * a browser. Who comes above it takes the place of the address's own longest waiting socket.
 */
const SHARE_OF_ONE_ADDRESS = 1 / 4;

/** What room a limit of descriptors leaves to visitors: they never take those that we need ourselves. */
export function planRoom(descriptorLimit: number): Room {
  const left = descriptorLimit - KEPT_FOR_OURSELVES;
  const inAll = Math.max(FEWEST, Math.min(MOST, left));
  const ofOneAddress = Math.floor(inAll * SHARE_OF_ONE_ADDRESS);
  return { inAll, ofOneAddress, isTight: left < FEWEST };
}
