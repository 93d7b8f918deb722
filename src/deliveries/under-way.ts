import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';

const QUIET_MS = 30_000;

/** Whether anybody holds a batch of it, or sealed one within the last half minute. */
export async function isUnderWay(db: Database, { issueId }: { issueId: number }): Promise<boolean> {
  const sign = await db
    .selectFrom('batches')
    .select('id')
    .where('issue_id', '=', issueId)
    .where((where) =>
      where.or([
        where('lease_until', '>', databaseNow),
        where('sealed_at', '>', databaseNowPlusMs(-QUIET_MS)),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return sign !== undefined;
}
