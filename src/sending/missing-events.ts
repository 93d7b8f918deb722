import { sql } from 'kysely';
import { raiseAlert } from '../platform/alerts';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { HOUR_MS } from '../platform/durations';
import { utcMinute } from '../platform/text/utc-minute';

/** Staff were told of older ones, or it is too late to fix them. */
const LOOKED_BACK_MS = 7 * 24 * HOUR_MS;

interface IssueWithoutEvents {
  id: number;
  number: number;
  planned_at: Date;
}

/** Accepted mails, but no event for an hour: bounces and complaints would go unheard. */
export async function alertOnMissingEvents(
  deps: Pick<Deps, 'db' | 'log'>,
  { at }: { at: Date },
): Promise<void> {
  for (const { id, number, planned_at } of await listIssuesWithoutEvents(deps.db, at)) {
    const says =
      `Resend has sent no events since ${utcMinute(planned_at)}, when issue ${number} began to go out, ` +
      'so bounces and complaints may be missed. `verdicts doctor` checks the webhook and its secret, and ' +
      '`verdicts events` shows what came and what was refused.';
    const once = `issue-${id}-unheard`;
    await raiseAlert(deps, { at, kind: 'webhook-silent', says, once });
  }
}

async function listIssuesWithoutEvents(db: Database, at: Date): Promise<IssueWithoutEvents[]> {
  const [from, to] = [LOOKED_BACK_MS, HOUR_MS].map((ms) => new Date(at.getTime() - ms));
  const { rows } = await sql<IssueWithoutEvents>`
    select id, number, planned_at from issues
    where planned_at between ${from} and ${to} and state <> 'cancelled'
      and exists (select from batches where issue_id = issues.id and state = 'recorded')
      and not exists (select from provider_events
        where received_at >= issues.planned_at and outcome <> 'foreign')
    order by number`.execute(db);
  return rows;
}
