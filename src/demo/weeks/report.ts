import { getIssue } from '../../issues/find';
import type { Database } from '../../platform/database';
import { listPicks, type PickRow } from '../../selection/list-picks';
import { type Report, readReport } from '../../statistics/report';
import type { IssueTruth } from './truth';

export interface DemoReport {
  picks: (Pick<PickRow, 'rank' | 'slug' | 'reason'> & { issue: number })[];
  reports: Report[];
  /** What really happened, to compare with the reports. */
  truth: IssueTruth[];
}

/** Read from the database as anybody would read it. */
export async function readDemoReport(db: Database, truth: IssueTruth[]): Promise<DemoReport> {
  const report: DemoReport = { picks: [], reports: [], truth };
  for (const { issue } of truth) {
    const { id } = await getIssue(db, issue);
    const picks = (await listPicks(db, id)).filter((pick) => pick.picked);
    report.picks.push(...picks.map(({ rank, slug, reason }) => ({ issue, rank, slug, reason })));
    report.reports.push(await readReport(db, { number: issue }));
  }
  return report;
}
