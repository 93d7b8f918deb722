import { isolate } from '../../../emails/isolate';
import type { Community } from '../../../emails/props';
import type { ToolPage as Tool } from '../../catalog/find-tool';
import type { Settings } from '../../platform/settings/settings';
import type { ToolInIssue } from '../../statistics/tool-history';
import { Layout } from '../../web/layout';
import { FRAME } from '../../web/words';
import { CommunityShare } from './community-share';
import { HistoryList, sentVersusNow } from './history-list';
import { COMPARISON, TOOL } from './words';

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
      description={TOOL.description(isolate(tool.name))}
    >
      <p class="eyebrow">{TOOL.eyebrow}</p>
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
          <h2>{COMPARISON.inIssues}</h2>
          <HistoryList history={history} today={today} timeZone={settings['time-zone']} />
        </>
      ) : (
        <p>{TOOL.noIssue}</p>
      )}
      <h2>{TOOL.comparisons}</h2>
      <ul class="listed">
        {tool.comparisons.map(({ slug, other }) => (
          <li key={slug}>
            <a href={`/comparisons/${slug}`}>
              <bdi>{tool.name}</bdi> vs <bdi>{other}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <a class="way-on" href="/how-votes-count">
        {FRAME.counting}
      </a>
    </Layout>
  );
}
