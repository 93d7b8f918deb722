import type { DatabaseSync } from 'node:sqlite';
import type { PostedMail } from '../api/posted-mail';
import type { Bodies } from '../ledger/bodies';
import { BODIES_KEPT } from '../ledger/ledger';

export interface StoredMail {
  id: string;
  at: string;
  key: string | null;
  from: string;
  to: string[];
  subject: string;
  tags: { name: string; value: string }[];
  /** These three are null once a mail is older than the newest 500. */
  headers: Record<string, string> | null;
  html: string | null;
  text: string | null;
}

export interface Search {
  /** The recipient's address or a part of it; '' for all. */
  to: string;
  limit: number;
  offset: number;
}

interface Row {
  number: number;
  id: string;
  at: number;
  key: string | null;
  sender: string;
  subject: string;
  tags: string;
  position: number;
  recipients: string;
  body: string;
  is_new: number;
}

const COLUMNS = `number, mails.id, at, key, sender, recipients, subject, tags, position, body,
  has_body and number > (select max(number) from mails) - ${BODIES_KEPT} as is_new`;
const FROM = 'from mails join requests on requests.id = request';
const MATCHING = `(:to = '' or number in (select mail from recipients where instr(address, :to) > 0))`;

/** The ledger's rows with the bodies that are kept. */
export class MailStore {
  readonly #tables: DatabaseSync;
  readonly #bodies: Bodies;

  constructor(tables: DatabaseSync, bodies: Bodies) {
    this.#tables = tables;
    this.#bodies = bodies;
  }

  /** Newest first, without what only a body holds. */
  list({ to, limit, offset }: Search): { mails: StoredMail[]; total: number } {
    const { rows, total } = this.#find({ to, limit, offset });
    return { mails: rows.map((row) => toStoredMail(row, null)), total };
  }

  /** Newest first, whole. */
  async listWhole(search: Search): Promise<{ mails: StoredMail[]; total: number }> {
    const { rows, total } = this.#find(search);
    const bodies = await this.#readBodies(rows);
    return {
      mails: rows.map((row) => toStoredMail(row, pickMail(bodies.get(row.body), row))),
      total,
    };
  }

  async find(id: string): Promise<StoredMail | null> {
    const row = this.#tables.prepare(`select ${COLUMNS} ${FROM} where mails.id = ?`).get(id);
    if (!row) return null;
    const found = row as unknown as Row;
    const bodies = await this.#readBodies([found]);
    return toStoredMail(found, pickMail(bodies.get(found.body), found));
  }

  #find({ to, limit, offset }: Search): { rows: Row[]; total: number } {
    const wanted = to.trim().toLowerCase();
    const rows = this.#tables
      .prepare(
        `select ${COLUMNS} ${FROM} where ${MATCHING} order by number desc limit :limit offset :offset`,
      )
      .all({ to: wanted, limit, offset });
    const counted = this.#tables
      .prepare(`select count(*) as total ${FROM} where ${MATCHING}`)
      .get({ to: wanted });
    return { rows: rows as unknown as Row[], total: Number(counted!.total) };
  }

  async #readBodies(rows: Row[]): Promise<Map<string, unknown>> {
    const names = new Set(rows.filter((row) => row.is_new).map((row) => row.body));
    const bodies = new Map<string, unknown>();
    for (const name of names) {
      const text = await this.#bodies.find(name);
      if (text !== null) bodies.set(name, JSON.parse(text));
    }
    return bodies;
  }
}

function pickMail(body: unknown, { position, is_new }: Row): PostedMail | null {
  if (!is_new || !body) return null;
  return (Array.isArray(body) ? body[position] : body) as PostedMail;
}

/** `reply_to` becomes a header, as recipients get it. */
function headersOf({ headers, reply_to }: PostedMail): Record<string, string> {
  const answersTo = [reply_to ?? []].flat().join(', ');
  return { ...headers, ...(answersTo && { 'Reply-To': answersTo }) };
}

function toStoredMail(row: Row, mail: PostedMail | null): StoredMail {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    from: row.sender,
    to: JSON.parse(row.recipients),
    subject: row.subject,
    headers: mail && headersOf(mail),
    tags: JSON.parse(row.tags),
    key: row.key,
    html: mail?.html ?? null,
    text: mail?.text ?? null,
  };
}
