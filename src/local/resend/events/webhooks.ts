import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ApiError, invalid } from '../api/api-error';

export interface Webhook {
  id: string;
  endpoint: string;
  events: string[];
  at: Date;
}

const MAX_WEBHOOKS = 20;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const posted = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  events: z
    .array(z.string().regex(/^[a-z_.]{1,60}$/))
    .min(1)
    .max(100),
});

/** They survive a restart. */
export class Webhooks {
  readonly #tables: DatabaseSync;

  constructor(tables: DatabaseSync) {
    this.#tables = tables;
  }

  /** Throws an ApiError unless the body is an endpoint with its events. */
  add(body: unknown, at: Date): Webhook {
    const read = posted.safeParse(body);
    if (!read.success) throw invalid(z.prettifyError(read.error));
    if (this.list().length >= MAX_WEBHOOKS) throw invalid('There are too many webhooks.');
    const webhook = { id: randomUUID(), ...read.data, at };
    this.#tables
      .prepare('insert into webhooks (id, endpoint, events, at) values (?, ?, ?, ?)')
      .run(webhook.id, webhook.endpoint, JSON.stringify(webhook.events), at.getTime());
    return webhook;
  }

  /** Its waiting events go to the new endpoint at once. Throws an ApiError as `add` does. */
  change(id: string, body: unknown, at: Date): void {
    const read = posted.safeParse(body);
    if (!read.success) throw invalid(z.prettifyError(read.error));
    const { endpoint, events } = read.data;
    this.#tables
      .prepare('update webhooks set endpoint = ?, events = ? where id = ?')
      .run(endpoint, JSON.stringify(events), id);
    this.#tables
      .prepare('update events set due = min(due, ?) where webhook = ?')
      .run(at.getTime(), id);
  }

  list(): Webhook[] {
    const rows = this.#tables.prepare('select * from webhooks order by at, id').all();
    return rows.map((row) => ({
      id: String(row.id),
      endpoint: String(row.endpoint),
      events: JSON.parse(String(row.events)),
      at: new Date(Number(row.at)),
    }));
  }

  /** Throws an ApiError if there is none. */
  get(id: string): Webhook {
    const found = this.list().find((webhook) => webhook.id === id);
    if (!found) throw new ApiError('not_found', 'Webhook not found');
    return found;
  }

  /** With its waiting events. */
  remove(id: string): void {
    this.#tables.prepare('delete from webhooks where id = ?').run(this.get(id).id);
  }
}

/** Nothing of the emulator leaves this machine. */
export function isHere({ endpoint }: Webhook): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'http:' && LOOPBACK.has(hostname);
}
