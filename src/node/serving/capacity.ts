/** How many visitors' sockets a process holds. */
export interface Capacity {
  total: number;
  /** A trusted proxy speaks for many and has no such limit. */
  perAddress: number;
  /** Whether our own sockets may still run out of descriptors. */
  isTight: boolean;
}

/** PostgreSQL (13), Resend, the log, files of lazily loaded programs: about 60 seen at once. */
const KEPT_FOR_OURSELVES = 100;
/** An idle one takes about 10 kB, one with an unread answer up to 100. */
const MOST = 2_000;
const FEWEST = 16;
/** An office of a hundred, up to six sockets each. More replace its own longest-waiting ones. */
const SHARE_OF_ONE_ADDRESS = 1 / 4;

export function planCapacity(descriptorLimit: number): Capacity {
  const left = descriptorLimit - KEPT_FOR_OURSELVES;
  const total = Math.max(FEWEST, Math.min(MOST, left));
  const perAddress = Math.floor(total * SHARE_OF_ONE_ADDRESS);
  return { total, perAddress, isTight: left < FEWEST };
}
