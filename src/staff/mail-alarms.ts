import { writeLetter } from '../audience/letters';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { putMail } from '../platform/outbox';
import { readSettings } from '../platform/settings';
import { sayAlarm } from './letters';

/** An older alarm is listed and no longer mailed: a new address gets no heap of old ones. */
const FRESH_MS = 24 * 60 * 60 * 1000;

type AlarmDeps = Pick<Deps, 'db' | 'newId'>;

/**
 * Puts one mail to the staff address in the outbox for each alarm of the last day, at most once each,
 * whoever else does the same and wherever one of them dies.
 */
export async function mailAlarms(deps: AlarmDeps, { at }: { at: Date }): Promise<void> {
  const { 'staff-address': address } = await readSettings(deps.db);
  if (address === '') return;
  while (await inTransaction(deps.db, (tx) => mailNext({ ...deps, db: tx }, { address, at })));
}

async function mailNext(
  { db, newId }: AlarmDeps,
  { address, at }: { address: string; at: Date },
): Promise<boolean> {
  const alarm = await takeAlarm(db, at);
  if (!alarm) return false;
  const mail = await writeLetter(db, { kind: 'alarm', address, say: sayAlarm(alarm) });
  await putMail(db, { mail, newId, at });
  await db.updateTable('alarms').set({ mailed_at: at }).where('id', '=', alarm.id).execute();
  return true;
}

function takeAlarm(tx: Database, at: Date) {
  return tx
    .selectFrom('alarms')
    .select(['id', 'at', 'says'])
    .where('mailed_at', 'is', null)
    .where('at', '>', new Date(at.getTime() - FRESH_MS))
    .orderBy('at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}
