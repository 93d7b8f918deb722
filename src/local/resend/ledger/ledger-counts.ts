import type { DatabaseSync } from 'node:sqlite';

export interface IssueCounts {
  accepted: number;
  distinct_recipients: number;
  distinct_deliveries: number;
  /** Recipients who got more than one mail of the issue. */
  doubled_recipients: number;
}

export interface Counts {
  accepted: number;
  distinct_recipients: number;
  /** By the tag `issue`, if there is one. */
  by_issue: Record<string, IssueCounts>;
}

const TOTALS = `select coalesce(sum(accepted), 0) as accepted,
  coalesce(sum(recipients), 0) as distinct_recipients from days`;
const BY_ISSUE = `select issue, accepted, recipients as distinct_recipients,
  deliveries as distinct_deliveries, doubled as doubled_recipients from issues order by issue`;

/** Counted as mails were recorded: counting a million of them takes seconds. */
export function readCounts(tables: DatabaseSync): Counts {
  const totals = tables.prepare(TOTALS).get() as unknown as Omit<Counts, 'by_issue'>;
  const issues = tables.prepare(BY_ISSUE).all() as unknown as ({ issue: string } & IssueCounts)[];
  const by_issue = Object.fromEntries(issues.map(({ issue, ...counts }) => [issue, counts]));
  return { accepted: totals.accepted, distinct_recipients: totals.distinct_recipients, by_issue };
}
