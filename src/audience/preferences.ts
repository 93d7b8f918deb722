import type { Database } from '../platform/database';
import { DAY_MS } from '../platform/durations';
import { Refusal } from '../platform/refusal';
import { PREFERENCES } from './refusal-words';

export interface Choices {
  opens_consent_at: Date | null;
  opens_refused_at: Date | null;
  plain_links: boolean;
  /** Null for all, in the editors' order. */
  topics: string[] | null;
  paused_until: Date | null;
  paused_issues: number;
}

/** Of a reader who has chosen nothing. */
export const NO_CHOICES: Choices = {
  opens_consent_at: null,
  opens_refused_at: null,
  plain_links: false,
  topics: null,
  paused_until: null,
  paused_issues: 0,
};

export interface Preferences extends Choices {
  subscriber_id: number;
  email: string;
  state: 'confirmed' | 'unsubscribed';
}

/** Not at all, for this many issues, or until a moment. */
export type Pause =
  | { kind: 'none' }
  | { kind: 'issues'; issues: number }
  | { kind: 'until'; until: Date };

export const MAX_PAUSED_ISSUES = 26;
export const MAX_PAUSE_MS = 366 * DAY_MS;

/** Undefined once they are erased. */
export async function findPreferences(
  db: Database,
  subscriberId: number,
): Promise<Preferences | undefined> {
  const row = await db
    .selectFrom('subscribers')
    .select(['id as subscriber_id', 'email', 'state', 'opens_consent_at', 'opens_refused_at'])
    .select(['plain_links', 'topics', 'paused_until', 'paused_issues'])
    .where('id', '=', subscriberId)
    .where('state', '<>', 'erased')
    .executeTakeFirst();
  return row as Preferences | undefined;
}

/** Refuses a pause that has passed or is over a year long. */
export async function savePreferences(
  db: Database,
  {
    subscriberId,
    pause,
    plainLinks,
    topics,
    at,
  }: {
    subscriberId: number;
    pause: Pause;
    plainLinks: boolean;
    topics: string[] | null;
    at: Date;
  },
): Promise<void> {
  requireSensible(pause, at);
  const { numUpdatedRows } = await db
    .updateTable('subscribers')
    .set({
      plain_links: plainLinks,
      topics,
      paused_until: pause.kind === 'until' ? pause.until : null,
      paused_issues: pause.kind === 'issues' ? pause.issues : 0,
    })
    .where('id', '=', subscriberId)
    .where('state', '=', 'confirmed')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new Refusal('conflict', PREFERENCES.notListed);
}

function requireSensible(pause: Pause, at: Date): void {
  if (pause.kind === 'issues') {
    const isSensible = Number.isInteger(pause.issues) && pause.issues >= 1;
    if (isSensible && pause.issues <= MAX_PAUSED_ISSUES) return;
    throw new Refusal('invalid', PREFERENCES.pausedIssues(MAX_PAUSED_ISSUES));
  }
  if (pause.kind !== 'until') return;
  const ms = pause.until.getTime() - at.getTime();
  if (ms > 0 && ms <= MAX_PAUSE_MS) return;
  throw new Refusal('invalid', PREFERENCES.pausedUntil);
}
