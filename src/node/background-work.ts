import { setImmediate } from 'node:timers/promises';
import { endLogged, type Log } from '../platform/log';

/** Nothing depends on remembering this work: rows and the sweep do that. */
export interface BackgroundWork {
  /** Ignored while work of that name is under way. */
  begin: (name: string, work: (signal: AbortSignal) => Promise<void>) => void;
  /** Begins after the current answer; runs once more if it is under way already. */
  beginAfter: (name: string, work: () => Promise<unknown>) => void;
  stop: () => Promise<void>;
}

export function startBackgroundWork(log: Log): BackgroundWork {
  const running = new Map<string, Promise<void>>();
  const again = new Map<string, () => Promise<unknown>>();
  const stopping = new AbortController();
  const begin: BackgroundWork['begin'] = (name, work) => {
    if (running.has(name) || stopping.signal.aborted) return;
    const ended = endLogged(log, name, () => work(stopping.signal)).finally(() => {
      running.delete(name);
      const next = again.get(name);
      again.delete(name);
      if (next) beginAfter(name, next);
    });
    running.set(name, ended);
  };
  const beginAfter: BackgroundWork['beginAfter'] = (name, work) => {
    if (running.has(name)) again.set(name, work);
    else
      begin(name, async () => {
        await setImmediate();
        await work();
      });
  };
  return {
    begin,
    beginAfter,
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
