import { Agent } from 'node:http';
import { endLogged, type Log } from '../../../platform/log';
import type { RunningScript } from '../script/running-script';
import type { EventQueue, QueuedEvent } from './event-queue';
import { postEvent, signAttempt, toBody } from './post-event';

/** Waits after a failed attempt (resend.com/docs/webhooks/retries-and-replays); then given up. */
const WAITS_MS = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map((seconds) => seconds * 1000);
/** The emulator's clock may be moved while nothing is due. */
const MAX_SLEEP_MS = 250;
/** Includes events posted before an answer, which wait for no room. */
const MAX_SOCKETS = 64;

export interface EventCounts {
  /** Not accepted yet, those under way included. */
  waiting: number;
  posted: number;
  /** Attempts without a 2xx answer. */
  refused: number;
  given_up: number;
}

/** Posts events as they fall due, a few at once, whatever the API is doing. */
export class EventPoster {
  readonly #queue: EventQueue;
  readonly #script: RunningScript;
  readonly #secret: string;
  readonly #log: Log;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly #closing = new AbortController();
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #counts = { posted: 0, refused: 0, given_up: 0 };
  #timer: NodeJS.Timeout | null = null;

  constructor(
    queue: EventQueue,
    { script, secret, log }: { script: RunningScript; secret: string; log: Log },
  ) {
    this.#queue = queue;
    this.#script = script;
    this.#secret = secret;
    this.#log = log;
  }

  /** Call it when events or the clock have changed. */
  wake(): void {
    if (this.#closing.signal.aborted) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    // One moment for both: what falls due between two would be neither begun nor waited for.
    const now = this.#script.now();
    const room = this.#script.current.webhooks.concurrency - this.#underWay.size;
    if (room > 0) this.#beginDue(now, room);
    this.#sleep(now);
  }

  /** Before anything else; ends when each was attempted once. */
  async postNow(numbers: number[]): Promise<void> {
    await Promise.all(this.#queue.list(numbers).map((event) => this.#begin(event)));
  }

  report(): EventCounts {
    return { waiting: this.#queue.count(), ...this.#counts };
  }

  /** Cuts off what is under way, which waits for the next start. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#closing.abort();
    await Promise.all(this.#underWay.values());
    this.#agent.destroy();
  }

  #beginDue(now: Date, room: number): void {
    const due = this.#queue.listDue(now, this.#underWay.size + room);
    const free = due.filter(({ number }) => !this.#underWay.has(number));
    for (const event of free.slice(0, room)) void this.#begin(event);
  }

  #sleep(now: Date): void {
    const next = this.#queue.findNextDue(now);
    if (next === null) return;
    const ms = Math.min(next - now.getTime(), MAX_SLEEP_MS);
    this.#timer = setTimeout(() => this.wake(), ms).unref();
  }

  #begin(event: QueuedEvent): Promise<void> {
    const posting = endLogged(this.#log, 'post event', () => this.#post(event)).then(() => {
      this.#underWay.delete(event.number);
      this.wake();
    });
    this.#underWay.set(event.number, posting);
    return posting;
  }

  async #post(event: QueuedEvent): Promise<void> {
    const body = toBody(event);
    const headers = signAttempt(body, { id: event.id, secret: this.#secret, script: this.#script });
    const closing = this.#closing.signal;
    const isTaken = await postEvent(
      event.endpoint,
      { body, headers },
      { agent: this.#agent, closing },
    );
    if (closing.aborted) return;
    if (isTaken) {
      this.#counts.posted += 1;
      this.#queue.remove(event.number);
    } else this.#tryLater(event);
  }

  #tryLater({ number, attempts }: QueuedEvent): void {
    this.#counts.refused += 1;
    const waitMs = WAITS_MS[attempts];
    const { retryFactor } = this.#script.current.webhooks;
    if (waitMs !== undefined) {
      this.#queue.postpone(number, this.#script.now().getTime() + waitMs * retryFactor);
      return;
    }
    this.#counts.given_up += 1;
    this.#queue.remove(number);
  }
}
