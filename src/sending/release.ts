import { releaseIssue } from '../issues/release';
import type { Database } from '../platform/database';
import { readSettings } from '../platform/settings';
import { gatherCards } from './gather-cards';

/** Releases a draft: its content is copied as the catalog and the votes have it now. */
export async function release(
  db: Database,
  { number, sendAt, actor, at }: { number: number; sendAt: Date; actor: string; at: Date },
): Promise<void> {
  const settings = await readSettings(db);
  await releaseIssue(db, {
    number,
    sendAt,
    actor,
    at,
    postalAddress: settings['postal-address'],
    gatherCards: (tx, issue) => gatherCards(tx, { issueId: issue.id, floor: settings.floor }),
  });
}
