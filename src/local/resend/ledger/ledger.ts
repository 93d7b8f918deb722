import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from '../../../platform/durations';
import type { PlacedMail } from '../api/posted-batch';
import type { EventQueue } from '../events/event-queue';
import { type Counts, readCounts } from './ledger-counts';
import { type Doubled, listDeliveries, listDoubled } from './ledger-lists';
import { LedgerWriter } from './ledger-writer';

/** The newest mails, which can still be looked at whole. */
export const BODIES_KEPT = 500;
const KEY_LIFE_MS = DAY_MS;

export interface PostedRequest {
  endpoint: string;
  key: string | null;
  /** SHA-256 in hex: in the end all that is kept of a body. */
  bodyHash: string;
  /** The name under which the request's body is kept. */
  body: string;
  bytes: number;
  at: Date;
}

export interface Accepted {
  ids: string[];
  /** Bodies that none of the newest mails needs any more. */
  oldBodies: string[];
  /** Numbers of the events that are posted before the answer. */
  early: number[];
}

/** What was accepted, safe from a kill before it is answered. */
export class Ledger {
  readonly #tables: DatabaseSync;
  readonly #writer: LedgerWriter;
  readonly #queue: EventQueue;

  constructor(tables: DatabaseSync, queue: EventQueue) {
    this.#tables = tables;
    this.#writer = new LedgerWriter(tables);
    this.#queue = queue;
  }

  /** The ids given for this key within 24 hours, null if unused, 'mismatch' for another body. */
  findReplay({ endpoint, key, bodyHash, at }: PostedRequest): string[] | 'mismatch' | null {
    if (key === null) return null;
    const used = this.#tables
      .prepare('select body_hash, request from keys where endpoint = ? and key = ? and at > ?')
      .get(endpoint, key, at.getTime() - KEY_LIFE_MS);
    if (!used) return null;
    if (used.body_hash !== bodyHash) return 'mismatch';
    const ids = this.#tables
      .prepare('select id from mails where request = ? order by position')
      .all(used.request as number);
    return ids.map((row) => row.id as string);
  }

  /** One transaction with the mails' events; the ids are in order. */
  accept(request: PostedRequest, mails: PlacedMail[]): Accepted {
    this.#tables.exec('begin immediate');
    try {
      const number = this.#insertRequest(request);
      const written = this.#writer.write(mails, { request: number, at: request.at });
      const early = this.#queue.enqueue(written, request.at);
      const oldBodies = this.#forgetOldBodies();
      this.#tables.exec('commit');
      return { ids: written.map(({ id }) => id), oldBodies, early };
    } catch (error) {
      this.#tables.exec('rollback');
      throw error;
    }
  }

  /** Both days included, in days since 1970. */
  countDays(first: number, last: number): number {
    const counted = this.#tables
      .prepare('select coalesce(sum(accepted), 0) as mails from days where day between ? and ?')
      .get(first, last);
    return Number(counted!.mails);
  }

  listBodies(): Set<string> {
    const rows = this.#tables.prepare('select body from requests where has_body = 1').all();
    return new Set(rows.map((row) => row.body as string));
  }

  count(): Counts {
    return readCounts(this.#tables);
  }

  /** The first 1,000 of them, by address. */
  listDoubled(issue: string): Doubled[] {
    return listDoubled(this.#tables, issue);
  }

  listDeliveries(issue: string, after: number): Generator<string> {
    return listDeliveries(this.#tables, { issue, after });
  }

  close(): void {
    this.#tables.close();
  }

  #insertRequest({ endpoint, key, bodyHash, body, bytes, at }: PostedRequest): number {
    const made = this.#tables
      .prepare('insert into requests (key, body, body_hash, bytes) values (?, ?, ?, ?)')
      .run(key, body, bodyHash, bytes);
    const number = Number(made.lastInsertRowid);
    if (key === null) return number;
    this.#tables
      .prepare(
        `insert into keys (endpoint, key, body_hash, at, request) values (?, ?, ?, ?, ?)
         on conflict do update set body_hash = excluded.body_hash, at = excluded.at,
           request = excluded.request`,
      )
      .run(endpoint, key, bodyHash, at.getTime(), number);
    return number;
  }

  #forgetOldBodies(): string[] {
    const old = this.#tables.prepare(
      `update requests set has_body = 0 where has_body = 1 and id < (
         select request from mails where number = (select max(number) - ? from mails)
       ) returning body`,
    );
    return old.all(BODIES_KEPT - 1).map((row) => row.body as string);
  }
}
