import { createHash, randomUUID } from 'node:crypto';
import type { SubmissionOutcome } from '../../../src/platform/mailer';
import { type Call, type PostedMail, readMails } from './posted-mails';

/** What becomes of a call. Only the first two leave anything behind. */
export const WISHES = [
  'accept',
  'lose-answer',
  'lose-call',
  'limit',
  'quota',
  'misconfigure',
  'refuse-one',
  'refuse-somebody',
  'run',
  'mismatch',
] as const;
export type Wish = (typeof WISHES)[number];

export interface LedgerMail extends PostedMail {
  id: string;
  key: string;
  /** Whether an answer or an event has told us that it was accepted. */
  isHeard: boolean;
}

interface Used {
  hash: string;
  at: number;
  ids: string[];
}

interface Submitted {
  deliveries: number[];
  /** Calls not plainly answered as not accepted. */
  inDoubt: number;
}

const KEY_LIFE_MS = 24 * 60 * 60 * 1000;
const lost: SubmissionOutcome = { kind: 'unknown', detail: 'lost' };

/**
 * Accepts strict batches in memory, once per key and body while the key lives, whatever the caller
 * hears of it. Records whatever an engine must never do.
 */
export class PretendProvider {
  readonly mails: LedgerMail[] = [];
  readonly faults: string[] = [];
  readonly #excused = new Map<number, Set<string>>();
  readonly #keys = new Map<string, Used>();
  readonly #submitted = new Map<string, Submitted>();

  constructor(private readonly now: () => number) {}

  submit(call: Call, wish: Wish): SubmissionOutcome {
    const mails = readMails(call.body);
    this.#note(call.key, mails);
    return this.#answer(call, mails, wish);
  }

  /** The caller has heard the answer. */
  heard({ key }: Call, { kind }: SubmissionOutcome): void {
    const isPlain = kind !== 'unknown' && kind !== 'running' && kind !== 'accepted';
    if (isPlain && kind !== 'mismatch') this.#submitted.get(key)!.inDoubt -= 1;
  }

  /** A person had a delivery sent again: mails under earlier keys are on their word. */
  excuse(delivery: number): void {
    const keys = [...this.#submitted].flatMap(([key, { deliveries }]) =>
      deliveries.includes(delivery) ? [key] : [],
    );
    this.#excused.set(delivery, new Set(keys));
  }

  wasSentAgain(delivery: number): boolean {
    return this.#excused.has(delivery);
  }

  isExcused(delivery: number, key: string): boolean {
    return this.#excused.get(delivery)?.has(key) ?? false;
  }

  #answer(call: Call, mails: PostedMail[], wish: Wish): SubmissionOutcome {
    const { key, to } = call;
    if (wish === 'lose-call') return lost;
    if (wish === 'limit') return { kind: 'rate-limited', waitMs: 30_000 };
    if (wish === 'quota') return { kind: 'quota', name: 'daily_quota_exceeded', message: 'no' };
    if (wish === 'run') return { kind: 'running' };
    if (wish === 'mismatch') return { kind: 'mismatch' };
    if (wish === 'misconfigure') {
      return { kind: 'misconfigured', name: 'invalid_api_key', message: 'no' };
    }
    const refusal = { kind: 'refused', name: 'validation_error' } as const;
    if (wish.startsWith('refuse') && !this.#find(key)) {
      return { ...refusal, message: wish === 'refuse-one' ? `${to[0]} is wrong` : 'One is wrong' };
    }
    const ids = this.#accept(call, mails);
    return wish === 'lose-answer' ? lost : { kind: 'accepted', ids, perSecond: null };
  }

  #accept({ key, body }: Call, mails: PostedMail[]): string[] {
    const hash = createHash('sha256').update(body).digest('hex');
    const used = this.#find(key);
    if (used && used.hash !== hash) this.faults.push(`${key} was submitted with other bytes`);
    if (used) return used.ids;
    const ids = mails.map((mail) => {
      const twin = this.mails.find(
        ({ delivery, key: other }) =>
          delivery === mail.delivery && !this.isExcused(delivery, other),
      );
      if (twin) this.faults.push(`delivery ${mail.delivery}: ${twin.key}, and again ${key}`);
      const id = randomUUID();
      this.mails.push({ ...mail, id, key, isHeard: false });
      return id;
    });
    this.#keys.set(key, { hash, at: this.now(), ids });
    return ids;
  }

  #find(key: string): Used | undefined {
    const used = this.#keys.get(key);
    return used && used.at > this.now() - KEY_LIFE_MS ? used : undefined;
  }

  /** A reader whose earlier mail may have been accepted is never submitted under another key. */
  #note(key: string, mails: { delivery: number }[]): void {
    const deliveries = mails.map(({ delivery }) => delivery);
    for (const [other, { inDoubt, deliveries: before }] of this.#submitted) {
      const again = before.find(
        (delivery) => deliveries.includes(delivery) && !this.isExcused(delivery, other),
      );
      if (other === key || inDoubt === 0 || again === undefined) continue;
      this.faults.push(`delivery ${again} went under ${key} while ${other} was in doubt`);
    }
    for (const { delivery, key: other, isHeard } of this.mails) {
      if (isHeard && deliveries.includes(delivery) && other !== key) {
        this.faults.push(
          `delivery ${delivery} went under ${key}, known to have the mail of ${other}`,
        );
      }
    }
    const submitted = this.#submitted.get(key) ?? { deliveries, inDoubt: 0 };
    this.#submitted.set(key, { ...submitted, inDoubt: submitted.inDoubt + 1 });
  }
}
