import { listEntries } from '../../issues/entries';
import { getIssue, type HistoryRow, type Issue, listHistory } from '../../issues/find';
import type { Database } from '../../platform/database';
import { listPicks, type PickRow } from '../../selection/list-picks';
import type { SizeOrReason } from './issue-size';

export interface IssueView extends Omit<Issue, 'id'> {
  entries: { position: number; slug: string }[];
  picks: PickRow[];
  near_misses: PickRow[];
  history: HistoryRow[];
  size?: SizeOrReason;
}

export async function readIssueView(db: Database, number: number): Promise<IssueView> {
  const { id, ...issue } = await getIssue(db, number);
  const entries = await listEntries(db, id);
  const picks = await listPicks(db, id);
  return {
    ...issue,
    entries: entries.map(({ position, slug }) => ({ position, slug })),
    picks: picks.filter((pick) => pick.picked),
    near_misses: picks.filter((pick) => !pick.picked),
    history: await listHistory(db, id),
  };
}
