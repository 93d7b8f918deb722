import { writeTransactionalMail } from '../audience/transactional-mail';
import { putMail } from '../mail/outbox';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { DAY_MS } from '../platform/durations';
import { readSettings } from '../platform/settings/settings';
import { sayAlert } from './alert-mail-words';

/** Older alerts are only listed, so that a new address doesn't get a pile of old ones. */
const FRESH_MS = DAY_MS;

type AlertDeps = Pick<Deps, 'db' | 'newId'>;

/**
 * Puts a mail in the outbox at most once per alert of the last day, however many processes do so
 * and wherever one dies.
 */
export async function mailAlerts(deps: AlertDeps, { at }: { at: Date }): Promise<void> {
  const { 'staff-address': address } = await readSettings(deps.db);
  if (address === '') return;
  while (await inTransaction(deps.db, (tx) => mailNext({ ...deps, db: tx }, { address, at })));
}

async function mailNext(
  { db, newId }: AlertDeps,
  { address, at }: { address: string; at: Date },
): Promise<boolean> {
  const alert = await takeAlert(db, at);
  if (!alert) return false;
  const mail = await writeTransactionalMail(db, { kind: 'alert', address, say: sayAlert(alert) });
  await putMail(db, { mail, newId, at });
  await db.updateTable('alerts').set({ mailed_at: at }).where('id', '=', alert.id).execute();
  return true;
}

function takeAlert(tx: Database, at: Date) {
  return tx
    .selectFrom('alerts')
    .select(['id', 'at', 'says'])
    .where('mailed_at', 'is', null)
    .where('at', '>', new Date(at.getTime() - FRESH_MS))
    .orderBy('at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}
