import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { NOT_SENT } from './not-sent';

const hasDelivery = (where: ReturnType<typeof sql<boolean>>) =>
  sql<boolean>`exists (select from deliveries where deliveries.issue_id = issues.id and ${where})`;

const mayHaveReached = hasDelivery(sql`state in ('waiting', 'accepted', 'unknown')`);
/** A sent issue can still be sent again to these. */
const mayBeSentAgain = hasDelivery(sql`state = 'suppressed' and reason = ${NOT_SENT}`);

/** Ended issues that nobody got or can still get: cancelled ones, or this one. */
export async function lockUnreached(
  tx: Database,
  which: { issueId: number } | 'cancelled',
): Promise<number[]> {
  const ended = sql<boolean>`(issues.state = 'cancelled'
    or (issues.state = 'sent' and not ${mayBeSentAgain}))`;
  const rows = await tx
    .selectFrom('issues')
    .select('id')
    .where('voided_at', 'is', null)
    .$if(which === 'cancelled', (query) => query.where('state', '=', 'cancelled'))
    .$if(which !== 'cancelled', (query) =>
      query.where('id', '=', (which as { issueId: number }).issueId),
    )
    .where(sql<boolean>`not ${mayHaveReached}`)
    .where(ended)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.map(({ id }) => id);
}
