import type { DatabaseSync } from 'node:sqlite';

export interface Counts {
  accepted: number;
  distinct_recipients: number;
  /** By the tag `issue` of those mails that have one. */
  by_issue: Record<
    string,
    { accepted: number; distinct_recipients: number; distinct_deliveries: number }
  >;
}

const TOTALS = `
  select (select count(*) from mails) as accepted,
         (select count(distinct address) from recipients) as distinct_recipients`;
const BY_ISSUE = `
  select issue, count(distinct number) as accepted, count(distinct address) as distinct_recipients,
         count(distinct delivery) as distinct_deliveries
  from mails join recipients on mail = number where issue is not null group by issue`;

export function countMails(tables: DatabaseSync): Counts {
  const totals = tables.prepare(TOTALS).get() as unknown as Omit<Counts, 'by_issue'>;
  const issues = tables.prepare(BY_ISSUE).all() as unknown as ({
    issue: string;
  } & Counts['by_issue'][string])[];
  return {
    ...totals,
    by_issue: Object.fromEntries(issues.map(({ issue, ...counts }) => [issue, counts])),
  };
}
