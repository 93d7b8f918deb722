import type { Issue } from '../issues/find';
import type { Settings } from '../platform/settings';
import { Layout } from '../web/layout';
import { IssueLine } from './issue-line';

export function HomePage({ settings, issues }: { settings: Settings; issues: Issue[] }) {
  const newsletter = settings['newsletter-name'];
  return (
    <Layout
      title={newsletter}
      newsletter={newsletter}
      description="One email a week: new AI tools in pairs, judged by a panel of four and by you."
    >
      <h1>Which one should you ship with?</h1>
      <p class="lead">
        New AI tools ship daily. Once a week we set the ones that matter side by side, print what a
        panel of four makes of them, and ask you: ship or skip? One tap in the mail is a vote.
      </p>
      <h2>{issues.length > 0 ? 'Latest issues' : 'The first issue is being made'}</h2>
      {issues.length > 0 ? (
        <ul class="issues">
          {issues.map((issue) => (
            <IssueLine key={issue.number} issue={issue} timeZone={settings['time-zone']} />
          ))}
        </ul>
      ) : (
        <p>It will stand here when it has gone out.</p>
      )}
    </Layout>
  );
}
