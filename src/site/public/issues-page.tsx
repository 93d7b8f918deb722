import type { Settings } from '../../platform/settings/settings';
import type { PublicIssue } from '../../rendering/archive';
import { Layout } from '../../web/layout';
import { IssueLine } from './issue-line';

interface IssuesPageProps {
  settings: Settings;
  issues: PublicIssue[];
  /** The last issue shown, if older ones follow. */
  older: PublicIssue | undefined;
}

export function IssuesPage({ settings, issues, older }: IssuesPageProps) {
  return (
    <Layout title="All issues" newsletter={settings['newsletter-name']}>
      <h1>All issues</h1>
      {issues.length > 0 ? (
        <>
          <p class="lead">Each stands here as readers got it, newest first.</p>
          <ul class="issues">
            {issues.map((issue) => (
              <IssueLine key={issue.number} issue={issue} timeZone={settings['time-zone']} />
            ))}
          </ul>
        </>
      ) : (
        <p class="lead">None has gone out yet.</p>
      )}
      {older ? (
        <a class="way-on" href={`/issues?before=${older.number}`}>
          Older issues
        </a>
      ) : null}
    </Layout>
  );
}
