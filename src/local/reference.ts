import { setTimeout as sleep } from 'node:timers/promises';
import { errorFields, type Log } from '../platform/log';

const RETRY_MS = 1_000;

/** One open connection, which dies with our process. */
export interface Reference<Left> {
  /** Null if the connection was lost before. */
  end(): Promise<Left | null>;
}

interface Server<Place, Connection, Left> {
  name: string;
  connect(place: Place, onLost: () => void): Promise<Connection>;
  /** Where it runs now, if it does. */
  find(): Promise<Place | null>;
  end(connection: Connection): Promise<Left>;
  log: Log;
}

/** If the connection is lost, looks for the server until it runs again. */
export async function holdReference<Place, Connection, Left>(
  place: Place,
  server: Server<Place, Connection, Left>,
): Promise<Reference<Left>> {
  let hasEnded = false;
  let current: Connection | null = await server.connect(place, onLost);

  function onLost(): void {
    current = null;
    if (!hasEnded) void reconnect();
  }

  async function reconnect(): Promise<void> {
    while (!hasEnded && !current) {
      await sleep(RETRY_MS, undefined, { ref: false });
      current = await tryAgain().catch((error) => {
        server.log.warn(errorFields(error), `${server.name} is not back yet`);
        return null;
      });
    }
    if (hasEnded && current) await server.end(current);
  }

  async function tryAgain(): Promise<Connection | null> {
    const found = hasEnded ? null : await server.find();
    return found === null ? null : server.connect(found, onLost);
  }

  return {
    async end() {
      hasEnded = true;
      return current && server.end(current);
    },
  };
}
