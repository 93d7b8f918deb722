import type { Deps } from '../../platform/deps';
import { endLogged, type Log } from '../../platform/log';

/** Work that goes on after the answers; the demo waits for it if its next step needs it. */
export class BackgroundTasks {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly log: Log) {}

  begin: Deps['runInBackground'] = (name, work) => {
    const running = endLogged(this.log, name, work).finally(() => this.#running.delete(running));
    this.#running.add(running);
  };

  async end(): Promise<void> {
    await Promise.all(this.#running);
  }
}
