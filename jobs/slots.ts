import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../src/platform/database';
import { DAY_MS, MINUTE_MS } from '../src/platform/durations';

export const LEASE_MS = 10 * MINUTE_MS;
const KEPT_MS = 3 * DAY_MS;

export interface Slot {
  job: string;
  slot_at: Date;
  attempts: number;
}

/** New, failed with its wait over, or with a lapsed lease. Undefined if done or held. */
export function claimSlot(
  db: Database,
  { job, slotAt }: { job: string; slotAt: Date },
): Promise<Slot | undefined> {
  return db
    .insertInto('job_slots')
    .values({ job, slot_at: slotAt, state: 'claimed', lease_until: databaseNowPlusMs(LEASE_MS) })
    .onConflict((conflict) =>
      conflict
        .columns(['job', 'slot_at'])
        .doUpdateSet({
          state: 'claimed',
          lease_until: databaseNowPlusMs(LEASE_MS),
          attempts: sql`job_slots.attempts + 1`,
        })
        .where('job_slots.state', '<>', 'done')
        .where('job_slots.lease_until', '<', databaseNow),
    )
    .returning(['job', 'slot_at', 'attempts'])
    .executeTakeFirst();
}

export async function finishSlot(db: Database, { job, slot_at, attempts }: Slot): Promise<void> {
  await db
    .updateTable('job_slots')
    .set({ state: 'done' })
    .where('job', '=', job)
    .where('slot_at', '=', slot_at)
    .where('attempts', '=', attempts)
    .execute();
}

/** Waits a minute for each attempt. */
export async function failSlot(db: Database, { job, slot_at, attempts }: Slot): Promise<void> {
  await db
    .updateTable('job_slots')
    .set({ state: 'failed', lease_until: databaseNowPlusMs(attempts * 60_000) })
    .where('job', '=', job)
    .where('slot_at', '=', slot_at)
    .where('attempts', '=', attempts)
    .execute();
}

/** Whether the job has failed before since its last success. */
export async function hasFailedBefore(
  db: Database,
  { job, slot_at, attempts }: Slot,
): Promise<boolean> {
  if (attempts > 1) return true;
  const last = await db
    .selectFrom('job_slots')
    .select('state')
    .where('job', '=', job)
    .where('slot_at', '<', slot_at)
    .orderBy('slot_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.state === 'failed';
}

export interface LastSlots {
  doneAt: Date | null;
  failedAt: Date | null;
}

/** The latest done and the latest failed, by job. */
export async function listLastSlots(
  db: Database,
  jobs: string[],
  { before }: { before?: Date } = {},
): Promise<Map<string, LastSlots>> {
  const last = (state: 'done' | 'failed') => sql`(
    select slot_at from job_slots where job_slots.job = named.job and state = ${sql.lit(state)}
      and slot_at < ${before ?? 'infinity'}
    order by slot_at desc limit 1)`;
  const { rows } = await sql<LastSlots & { job: string }>`
    select job, ${last('done')} as "doneAt", ${last('failed')} as "failedAt"
    from unnest(${jobs}::text[]) as named (job)`.execute(db);
  return new Map(rows.map(({ job, ...slots }) => [job, slots]));
}

/** Slots too old to be made up. */
export async function pruneSlots(db: Database, { at }: { at: Date }): Promise<void> {
  await db
    .deleteFrom('job_slots')
    .where('slot_at', '<', new Date(at.getTime() - KEPT_MS))
    .execute();
}
