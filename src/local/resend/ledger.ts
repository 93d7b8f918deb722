import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Counts, countMails } from './count-mails';
import { type PostedMail, readAddress } from './posted-mail';
import { dayOf } from './quota';

/** How many of the newest mails can still be looked at whole. */
export const BODIES_KEPT = 500;
const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

export interface PostedRequest {
  endpoint: string;
  key: string | null;
  bodyHash: string;
  /** The name under which the request's body is kept. */
  body: string;
  at: Date;
}

export interface Accepted {
  ids: string[];
  /** Bodies that none of the newest mails needs any more. */
  oldBodies: string[];
}

/** What was accepted, on the disk before it is answered. */
export class Ledger {
  readonly #tables: DatabaseSync;

  constructor(tables: DatabaseSync) {
    this.#tables = tables;
  }

  /** The ids given for this key within its 24 hours, null if it is unused, 'mismatch' for another body. */
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

  /** Enters the mails of one request, in one transaction; their ids are in order. */
  accept(request: PostedRequest, mails: PostedMail[]): Accepted {
    this.#tables.exec('begin immediate');
    try {
      const number = this.#insertRequest(request);
      const ids = this.#insertMails(number, request, mails);
      this.#countDay(request.at, mails.length);
      const oldBodies = this.#forgetOldBodies();
      this.#tables.exec('commit');
      return { ids, oldBodies };
    } catch (error) {
      this.#tables.exec('rollback');
      throw error;
    }
  }

  /** Mails accepted from one day to another, both included, in days since 1970. */
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
    return countMails(this.#tables);
  }

  close(): void {
    this.#tables.close();
  }

  #insertRequest({ endpoint, key, bodyHash, body, at }: PostedRequest): number {
    const made = this.#tables.prepare('insert into requests (body) values (?)').run(body);
    const number = Number(made.lastInsertRowid);
    if (key !== null) {
      this.#tables
        .prepare(
          `insert into keys (endpoint, key, body_hash, at, request) values (?, ?, ?, ?, ?)
           on conflict do update set body_hash = excluded.body_hash, at = excluded.at,
             request = excluded.request`,
        )
        .run(endpoint, key, bodyHash, at.getTime(), number);
    }
    return number;
  }

  #countDay(at: Date, mails: number): void {
    this.#tables
      .prepare(
        `insert into days (day, accepted) values (?, ?)
         on conflict do update set accepted = accepted + excluded.accepted`,
      )
      .run(dayOf(at.getTime()), mails);
  }

  #forgetOldBodies(): string[] {
    const old = this.#tables.prepare(
      `update requests set has_body = 0 where has_body = 1 and id < (
         select min(request) from (select request from mails order by number desc limit ?)
       ) returning body`,
    );
    return old.all(BODIES_KEPT).map((row) => row.body as string);
  }

  #insertMails(request: number, { key, at }: PostedRequest, mails: PostedMail[]): string[] {
    const insertMail = this.#tables.prepare(
      `insert into mails (id, request, position, at, key, sender, subject, tags, issue, delivery,
         html_bytes, text_bytes, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertRecipient = this.#tables.prepare(
      'insert or ignore into recipients (address, mail) values (?, ?)',
    );
    return mails.map((mail, position) => {
      const id = randomUUID();
      const made = insertMail.run(id, request, position, at.getTime(), key, ...describe(mail));
      for (const to of [mail.to].flat()) {
        insertRecipient.run(readAddress(to)!.toLowerCase(), made.lastInsertRowid);
      }
      return id;
    });
  }
}

function describe({ from, subject, ...mail }: PostedMail) {
  const [html, text, tags] = [mail.html ?? '', mail.text ?? '', mail.tags ?? []];
  const tag = (name: string) => tags.find((each) => each.name === name)?.value ?? null;
  return [
    ...[from, subject, JSON.stringify(tags), tag('issue'), tag('delivery')],
    ...[Buffer.byteLength(html), Buffer.byteLength(text), hashContent(html, text)],
  ];
}

function hashContent(html: string, text: string): string {
  return createHash('sha256').update(html).update('\0').update(text).digest('hex');
}
