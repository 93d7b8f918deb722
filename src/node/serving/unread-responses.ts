import type { Connection } from './connection';

/** For a page of 50 kB that is 2 kB a second, and most of it is in the system's buffer at once. */
const UNREAD_MS = 30_000;
/** Of all their unsent bytes in our memory. */
const MAX_BYTES = 32e6;
const MAX_CONNECTIONS = 200;

/** Unread for too long or, if together they would fill our memory, the longest stuck. */
export function findUnread(connections: Connection[], now: number): Connection[] {
  for (const each of connections)
    each.unreadSince = each.state === 'unread' ? (each.unreadSince ?? now) : null;
  const newestFirst = connections
    .filter((each) => each.unreadSince !== null)
    .sort((a, b) => b.unreadSince! - a.unreadSince!);
  let bytes = 0;
  return newestFirst.filter(({ socket, unreadSince }, nth) => {
    bytes += socket.writableLength;
    return bytes > MAX_BYTES || nth >= MAX_CONNECTIONS || now - unreadSince! > UNREAD_MS;
  });
}
