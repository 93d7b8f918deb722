import { releaseIssue } from '../issues/release';
import { inTransaction } from '../platform/database';
import { readSettings } from '../platform/settings/settings';
import { collectCards } from '../rendering/collect-cards';
import { type MeasureDeps, refuseTooLarge } from '../rendering/measure';

/** Copies the content as catalog and votes have it now. Refuses a mail that would be too large. */
export async function release(
  deps: MeasureDeps,
  { number, sendAt, actor, at }: { number: number; sendAt: Date; actor: string; at: Date },
): Promise<void> {
  const settings = await readSettings(deps.db);
  await inTransaction(deps.db, async (tx) => {
    await releaseIssue(tx, {
      number,
      sendAt,
      actor,
      at,
      postalAddress: settings['postal-address'],
      collectCards: (inside, issue) =>
        collectCards(inside, { issueId: issue.id, floor: settings.floor }),
    });
    await refuseTooLarge({ ...deps, db: tx }, { number });
  });
}
