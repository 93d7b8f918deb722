import { errorFields, type Log } from '../platform/log';

/** Work that goes on beside requests. Nothing depends on it being remembered: rows and sweeps do. */
export interface BackgroundWork {
  /** Begins work under a name, unless work of that name is under way. */
  begin: (name: string, work: (signal: AbortSignal) => Promise<void>) => void;
  /** Asks everything to stop and waits until it has. */
  stop: () => Promise<void>;
}

export function startBackgroundWork(log: Log): BackgroundWork {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  return {
    begin(name, work) {
      if (running.has(name) || stopping.signal.aborted) return;
      const ended = work(stopping.signal)
        .catch((error: unknown) =>
          log.error({ event: 'work', name, ...errorFields(error) }, 'work failed'),
        )
        .finally(() => running.delete(name));
      running.set(name, ended);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
