import type { Issue } from '../issues/find';
import type { Settings } from '../platform/settings';
import { Layout } from '../web/layout';
import { IssueLine } from './issue-line';

interface IssuesPageProps {
  settings: Settings;
  issues: Issue[];
  /** The last issue shown, where older ones follow. */
  older: Issue | undefined;
}

export function IssuesPage({ settings, issues, older }: IssuesPageProps) {
  return (
    <Layout title="All issues" newsletter={settings['newsletter-name']}>
      <h1>All issues</h1>
      {issues.length === 0 ? <p>None has gone out yet.</p> : null}
      <ul class="issues">
        {issues.map((issue) => (
          <IssueLine key={issue.number} issue={issue} timeZone={settings['time-zone']} />
        ))}
      </ul>
      {older ? <a href={`/issues?before=${older.number}`}>Older issues</a> : null}
    </Layout>
  );
}
