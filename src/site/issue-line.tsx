import type { Issue } from '../issues/find';

/** One issue in a list: its subject, leading to the archive, with its number and date. */
export function IssueLine({ issue, timeZone }: { issue: Issue; timeZone: string }) {
  const at = issue.planned_at!;
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at);
  return (
    <li>
      <a href={`/issues/${issue.number}`}>{issue.subject}</a>
      <br />
      <small class="soft">
        Issue {issue.number}, <time datetime={at.toISOString()}>{date}</time>
      </small>
    </li>
  );
}
