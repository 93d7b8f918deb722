import type { Issue } from '../issues/find';
import type { WeekWithoutIssue } from '../selection/weeks-without-issue';
import { issueLine } from './issue-view';

/** With the weeks that have none, and the reason; newest first. */
export function listInWords({
  issues,
  weeks_without_issue: weeks,
  at,
}: {
  issues: Issue[];
  weeks_without_issue: WeekWithoutIssue[];
  at: Date;
}): string {
  const lines = [
    ...issues.map((issue) => ({
      week: issue.week,
      line: issueLine(issue) + hourPassed(issue, at),
    })),
    ...weeks.map(({ week, reason }) => ({
      week,
      line: `   –  ${'no issue'.padEnd(9)}  ${reason}`,
    })),
  ];
  // Sorting keeps the order within a week.
  const sorted = lines.toSorted((a, b) => b.week.localeCompare(a.week));
  return sorted.map(({ line }) => line).join('\n') || NOTHING_YET;
}

const NOTHING_YET = 'There is no issue yet: `verdicts job open-week`.';

function hourPassed({ state, proposed_at }: Issue, at: Date): string {
  return state === 'draft' && proposed_at <= at ? '  Its hour has passed: nobody gets it.' : '';
}
