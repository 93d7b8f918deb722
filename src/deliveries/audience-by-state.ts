import type { Database } from '../platform/database';

/** total = accepted + suppressed + refused + unknown + waiting, at every moment. */
export interface AudienceByState {
  total: number;
  accepted: number;
  suppressed: number;
  refused: number;
  unknown: number;
  waiting: number;
  /** Suppressed and refused deliveries by reason. */
  reasons: Record<string, number>;
}

/** One statement, so that the parts add up while the issue goes out. */
export async function readAudienceByState(db: Database, issueId: number): Promise<AudienceByState> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['state', 'reason', ({ fn }) => fn.countAll<number>().as('count')])
    .where('issue_id', '=', issueId)
    .groupBy(['state', 'reason'])
    .execute();
  const audience = { total: 0, accepted: 0, suppressed: 0, refused: 0, unknown: 0, waiting: 0 };
  const reasons: Record<string, number> = {};
  for (const { state, reason, count } of rows) {
    audience.total += count;
    audience[state] += count;
    const counted = state === 'suppressed' || state === 'refused';
    if (counted) reasons[reason!] = (reasons[reason!] ?? 0) + count;
  }
  return { ...audience, reasons };
}
