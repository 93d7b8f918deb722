import { getIssue } from '../../issues/find';
import type { Database } from '../../platform/database';
import { listPicks, type PickRow } from '../../selection/list-picks';
import { type Report, readReport } from '../../statistics/report';

export interface DemoAccount {
  picks: (Pick<PickRow, 'rank' | 'slug' | 'reason'> & { issue: number })[];
  reports: Report[];
}

/** What the demo shows at its end, read from the database as anybody would read it. */
export async function readDemoAccount(db: Database, number: number): Promise<DemoAccount> {
  const { id } = await getIssue(db, number);
  const picks = (await listPicks(db, id)).filter((pick) => pick.picked);
  return {
    picks: picks.map(({ rank, slug, reason }) => ({ issue: number, rank, slug, reason })),
    reports: [await readReport(db, { number })],
  };
}
