import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { WrittenMail } from '../ledger/ledger-writer';
import type { RunningScript } from '../script/running-script';
import { type EventPlan, eventSets } from './event-set';
import { Suppressions } from './suppressions';
import { isHere, type Webhook, type Webhooks } from './webhooks';

/** One event on its way to one webhook. */
export interface QueuedEvent {
  number: number;
  /** The svix-id: the same at every attempt. */
  id: string;
  endpoint: string;
  type: string;
  /** JSON of what belongs to the type: bounce, failed, suppressed. */
  parts: string;
  at: number;
  recipient: string;
  attempts: number;
  email_id: string;
  sender: string;
  subject: string;
  tags: string;
  accepted_at: number;
}

/** Between a mail's events, which come after the answer and in order unless scripted otherwise. */
const SPACING_MS = 20;
const SELECT = `select events.number, events.id, endpoint, type, parts, events.at, recipient, attempts,
    mails.id as email_id, sender, subject, tags, mails.at as accepted_at
  from events join webhooks on webhooks.id = webhook join mails on mails.number = mail`;
const SQL = {
  insert: `insert into events (id, webhook, mail, recipient, type, parts, at, due)
    values (?, ?, ?, ?, ?, ?, ?, ?)`,
  listDue: `${SELECT} where due <= ? order by due, events.number limit ?`,
  get: `${SELECT} where events.number = ?`,
  findNextDue: 'select min(due) as due from events where due > ?',
  remove: 'delete from events where number = ?',
  postpone: 'update events set due = ?, attempts = attempts + 1 where number = ?',
  count: 'select count(*) as waiting from events',
} as const;

interface About {
  mail: number;
  recipient: string;
  at: Date;
}

/** Stored with the ledger: they survive a restart. */
export class EventQueue {
  readonly #statements: Record<keyof typeof SQL, StatementSync>;
  readonly #suppressions: Suppressions;
  readonly #webhooks: Webhooks;
  readonly #script: RunningScript;

  constructor(tables: DatabaseSync, webhooks: Webhooks, script: RunningScript) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, tables.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared);
    this.#suppressions = new Suppressions(tables);
    this.#webhooks = webhooks;
    this.#script = script;
  }

  /** In the transaction that records the mails. Returns events to post before the answer. */
  enqueue(mails: WrittenMail[], at: Date): number[] {
    const here = this.#webhooks.list().filter(isHere);
    return mails.flatMap((mail) =>
      mail.addresses.flatMap((recipient) => {
        const plans = eventSets[this.#suppressions.decide(recipient, at)];
        const about = { mail: mail.number, recipient, at };
        return here.flatMap((webhook) => this.#enterPlans(plans, webhook, about));
      }),
    );
  }

  listDue(at: Date, limit: number): QueuedEvent[] {
    return this.#statements.listDue.all(at.getTime(), limit) as unknown as QueuedEvent[];
  }

  list(numbers: number[]): QueuedEvent[] {
    return numbers.map((number) => this.#statements.get.get(number) as unknown as QueuedEvent);
  }

  findNextDue(at: Date): number | null {
    return this.#statements.findNextDue.get(at.getTime())!.due as number | null;
  }

  remove(number: number): void {
    this.#statements.remove.run(number);
  }

  postpone(number: number, due: number): void {
    this.#statements.postpone.run(Math.round(due), number);
  }

  count(): number {
    return Number(this.#statements.count.get()!.waiting);
  }

  #enterPlans(plans: EventPlan[], webhook: Webhook, about: About): number[] {
    const wanted = plans.filter(({ type }) => webhook.events.includes(type));
    const isReordered = wanted.length > 1 && this.#script.takeWebhookFault('reordered') !== null;
    const isEarly = wanted.length > 0 && this.#script.takeWebhookFault('early') !== null;
    const numbers = wanted.flatMap((plan, nth) => {
      const place = isReordered ? wanted.length - nth : nth + 1;
      const due = about.at.getTime() + place * SPACING_MS;
      return this.#enterOne(plan, webhook, { ...about, due });
    });
    return isEarly ? numbers : [];
  }

  #enterOne(
    { type, parts }: EventPlan,
    webhook: Webhook,
    { mail, recipient, at, due }: About & { due: number },
  ): number[] {
    const id = `msg_${randomUUID()}`;
    const late = this.#script.takeWebhookFault('late');
    const times = this.#script.takeWebhookFault('duplicated') ? 2 : 1;
    return Array.from({ length: times }, () => {
      const about = [id, webhook.id, mail, recipient, type, JSON.stringify(parts)];
      const made = this.#statements.insert.run(...about, at.getTime(), due + (late?.ms ?? 0));
      return Number(made.lastInsertRowid);
    });
  }
}
