import { createHash, randomUUID } from 'node:crypto';
import type { HandOutcome } from '../../../src/platform/mailer';

/** What becomes of one call. All but the first two leave nothing behind that was not there before. */
export const WISHES = [
  'accept',
  'lose-answer',
  'lose-call',
  'pace',
  'quota',
  'misconfigure',
  'refuse-one',
  'refuse-somebody',
  'run',
  'mismatch',
] as const;
export type Wish = (typeof WISHES)[number];

export interface LedgerMail {
  id: string;
  delivery: number;
  email: string;
  key: string;
}

interface Used {
  hash: string;
  at: number;
  ids: string[];
}

interface Handed {
  deliveries: number[];
  /** Calls of which nobody here was told plainly that nothing was accepted. */
  inDoubt: number;
}

export interface Call {
  key: string;
  body: Uint8Array;
  to: string[];
}

const KEY_LIFE_MS = 24 * 60 * 60 * 1000;
const lost: HandOutcome = { kind: 'unknown', detail: 'lost' };

/**
 * A provider in memory: accepts strict batches once for a key and a body while the key lives, whatever
 * the caller comes to hear of it. It notes whatever an engine must never do.
 */
export class PretendProvider {
  readonly mails: LedgerMail[] = [];
  readonly faults: string[] = [];
  readonly #keys = new Map<string, Used>();
  readonly #handed = new Map<string, Handed>();

  constructor(private readonly now: () => number) {}

  hand(call: Call, wish: Wish): HandOutcome {
    const mails = readMails(call.body);
    this.#note(call.key, mails);
    return this.#answer(call, mails, wish);
  }

  /** The caller has heard the answer. */
  heard({ key }: Call, { kind }: HandOutcome): void {
    const isPlain = kind !== 'unknown' && kind !== 'running' && kind !== 'accepted';
    if (isPlain && kind !== 'mismatch') this.#handed.get(key)!.inDoubt -= 1;
  }

  #answer(call: Call, mails: { delivery: number; email: string }[], wish: Wish): HandOutcome {
    const { key, to } = call;
    if (wish === 'lose-call') return lost;
    if (wish === 'pace') return { kind: 'paced', waitMs: 30_000 };
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

  #accept({ key, body }: Call, mails: { delivery: number; email: string }[]): string[] {
    const hash = createHash('sha256').update(body).digest('hex');
    const used = this.#find(key);
    if (used && used.hash !== hash) this.faults.push(`${key} was handed with other bytes`);
    if (used) return used.ids;
    const ids = mails.map((mail) => {
      const twin = this.mails.find(({ delivery }) => delivery === mail.delivery);
      if (twin) this.faults.push(`delivery ${mail.delivery}: ${twin.key}, and again ${key}`);
      const id = randomUUID();
      this.mails.push({ ...mail, id, key });
      return id;
    });
    this.#keys.set(key, { hash, at: this.now(), ids });
    return ids;
  }

  #find(key: string): Used | undefined {
    const used = this.#keys.get(key);
    return used && used.at > this.now() - KEY_LIFE_MS ? used : undefined;
  }

  /** Nobody whose earlier mail may have been accepted is ever handed under another key. */
  #note(key: string, mails: { delivery: number }[]): void {
    const deliveries = mails.map(({ delivery }) => delivery);
    for (const [other, { inDoubt, deliveries: before }] of this.#handed) {
      const again = before.find((delivery) => deliveries.includes(delivery));
      if (other === key || inDoubt === 0 || again === undefined) continue;
      this.faults.push(`delivery ${again} went under ${key} while ${other} was in doubt`);
    }
    const handed = this.#handed.get(key) ?? { deliveries, inDoubt: 0 };
    this.#handed.set(key, { ...handed, inDoubt: handed.inDoubt + 1 });
  }
}

function readMails(body: Uint8Array): { delivery: number; email: string }[] {
  const mails = JSON.parse(Buffer.from(body).toString()) as {
    to: string[];
    tags: { name: string; value: string }[];
  }[];
  return mails.map(({ to, tags }) => ({
    email: to[0]!,
    delivery: Number(tags.find(({ name }) => name === 'delivery')!.value),
  }));
}
