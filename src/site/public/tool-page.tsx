import { isolate } from '../../../emails/isolate';
import type { Community } from '../../../emails/props';
import type { ToolPage as Tool } from '../../catalog/find-tool';
import type { Settings } from '../../platform/settings/settings';
import type { ToolInIssue } from '../../statistics/tool-history';
import { Layout } from '../../web/layout';
import { CommunityShare } from './community-share';
import { HistoryList, sentVersusNow } from './history-list';

interface ToolPageProps {
  settings: Settings;
  tool: Tool;
  today: Community;
  history: ToolInIssue[];
}

export function ToolPage({ settings, tool, today, history }: ToolPageProps) {
  const versus = sentVersusNow(history, today);
  return (
    <Layout
      title={tool.name}
      newsletter={settings['newsletter-name']}
      description={`${isolate(tool.name)}: what readers say of it today, and said in each issue.`}
    >
      <p class="eyebrow">What readers say</p>
      <h1>
        <bdi>{tool.name}</bdi>
      </h1>
      <p class="lead">
        <bdi>{tool.tagline}</bdi>
      </p>
      <div class="sheet">
        <CommunityShare community={today} floor={settings.floor} />
        {versus ? <p>{versus}.</p> : null}
      </div>
      {history.length > 0 ? (
        <>
          <h2>In our issues</h2>
          <HistoryList history={history} today={today} timeZone={settings['time-zone']} />
        </>
      ) : (
        <p>No issue with this tool has gone out yet.</p>
      )}
      <h2>Where it is compared</h2>
      <ul class="listed">
        {tool.comparisons.map(({ slug, other }) => (
          <li key={slug}>
            <a href={`/comparisons/${slug}`}>
              <bdi>{tool.name}</bdi> and <bdi>{other}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <a class="way-on" href="/how-votes-count">
        How votes are counted
      </a>
    </Layout>
  );
}
