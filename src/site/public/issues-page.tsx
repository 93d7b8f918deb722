import type { Settings } from '../../platform/settings/settings';
import type { PublicIssue } from '../../rendering/archive';
import { Layout } from '../../web/layout';
import { IssueLine } from './issue-line';
import { ISSUES } from './words';

interface IssuesPageProps {
  settings: Settings;
  issues: PublicIssue[];
  /** The last issue shown, if older ones follow. */
  older: PublicIssue | undefined;
}

export function IssuesPage({ settings, issues, older }: IssuesPageProps) {
  return (
    <Layout title={ISSUES.title} newsletter={settings['newsletter-name']}>
      <h1>{ISSUES.title}</h1>
      {issues.length > 0 ? (
        <>
          <p class="lead">{ISSUES.lead}</p>
          <ul class="issues">
            {issues.map((issue) => (
              <IssueLine key={issue.number} issue={issue} timeZone={settings['time-zone']} />
            ))}
          </ul>
        </>
      ) : (
        <p class="lead">{ISSUES.none}</p>
      )}
      {older ? (
        <a class="way-on" href={`/issues?before=${older.number}`}>
          {ISSUES.older}
        </a>
      ) : null}
    </Layout>
  );
}
