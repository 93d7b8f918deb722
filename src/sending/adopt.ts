import { withdrawIssue } from '../issues/release';
import { refuseAllMail } from '../mail/outbox';
import { type Database, inTransaction } from '../platform/database';
import type { NewId } from '../platform/ids';
import { type Home, renewInstallation } from '../platform/installation';
import { cancelIssue } from './cancel';

export interface Adopted {
  public_url: string;
  drafts: number[];
  /** Issues that were going out: the original sends them, this copy never does. */
  cancelled: number[];
}

/** Makes a copied or restored database its own installation, so that nothing is sent twice. */
export async function adoptDatabase(
  db: Database,
  { home, newId, at }: { home: Home; newId: NewId; at: Date },
): Promise<Adopted> {
  return inTransaction(db, async (tx) => {
    const unsent = await tx
      .selectFrom('issues')
      .select(['id', 'number', 'state'])
      .where('state', 'in', ['released', 'sending', 'paused'])
      .orderBy('number')
      .forNoKeyUpdate()
      .execute();
    const by = { actor: 'adopt', at, reason: 'The database was adopted by another installation.' };
    for (const { id: issueId, state } of unsent) {
      if (state === 'released') await withdrawIssue(tx, { issueId, ...by });
      if (state !== 'released') await cancelIssue(tx, { issueId, ...by });
    }
    await refuseAllMail(tx, { reason: 'adopted' });
    const { public_url } = await renewInstallation(tx, { home, newId, at });
    const numbers = (released: boolean) =>
      unsent.filter(({ state }) => (state === 'released') === released).map(({ number }) => number);
    return { public_url, drafts: numbers(true), cancelled: numbers(false) };
  });
}
