import { isolate } from '../../../emails/isolate';
import type { Settings } from '../../platform/settings/settings';
import { inLongForm } from '../../platform/text/long-date';
import type { ExportedComparison } from '../../statistics/export-comparisons';
import type { ToolInIssue } from '../../statistics/tool-history';
import { Layout } from '../../web/layout';
import { FRAME } from '../../web/words';
import { HistoryList, sentVersusNow } from './history-list';
import { SeatSection } from './seat-section';
import { ToolSummary } from './tool-summary';
import { COMPARISON, communityMeans, ISSUES, PANEL_MEANS } from './words';

interface ComparisonPageProps {
  settings: Settings;
  comparison: ExportedComparison;
  histories: ToolInIssue[][];
}

export function ComparisonPage({ settings, comparison, histories }: ComparisonPageProps) {
  const [first, second] = comparison.tools;
  const title = `${isolate(first.name)} vs ${isolate(second.name)}`;
  return (
    <Layout
      title={title}
      newsletter={settings['newsletter-name']}
      description={COMPARISON.description(title)}
      isWide
    >
      <p class="eyebrow">{[...new Set([first.category, second.category])].join(' · ')}</p>
      <h1>
        <bdi>{first.name}</bdi> vs <bdi>{second.name}</bdi>
      </h1>
      <p class="lead">{COMPARISON.question}</p>
      <p class="soft">
        {COMPARISON.published}{' '}
        <time datetime={comparison.published_on}>
          {inLongForm(new Date(comparison.published_on), 'UTC')}
        </time>
      </p>
      <div class="sheet pair">
        <ToolSummary tool={first} />
        <ToolSummary tool={second} />
      </div>
      <Definitions floor={settings.floor} />
      {histories.some((history) => history.length > 0) ? (
        <InIssues tools={comparison.tools} histories={histories} settings={settings} />
      ) : null}
      <h2>{COMPARISON.seats}</h2>
      {first.reviews.map((review, at) => (
        <SeatSection
          key={review.seat}
          seat={review.seat}
          sayings={[
            { tool: first.name, ...review },
            { tool: second.name, ...second.reviews[at]! },
          ]}
        />
      ))}
      <p class="ways">
        <a class="way-on" href="/how-votes-count">
          {FRAME.counting}
        </a>
        <a class="way-on" href="/issues">
          {ISSUES.seeAll}
        </a>
      </p>
    </Layout>
  );
}

interface InIssuesProps {
  tools: ExportedComparison['tools'];
  histories: ToolInIssue[][];
  settings: Settings;
}

function InIssues({ tools, histories, settings }: InIssuesProps) {
  return (
    <>
      <h2>{COMPARISON.inIssues}</h2>
      <div class="sheet halves">
        {tools.map((tool, at) => (
          <div key={tool.slug}>
            <h3>
              <a href={`/tools/${tool.slug}`}>
                <bdi>{tool.name}</bdi>
              </a>
            </h3>
            <p>{sentVersusNow(histories[at]!, tool.community) ?? COMPARISON.tooFew}.</p>
            <HistoryList
              history={histories[at]!}
              today={tool.community}
              timeZone={settings['time-zone']}
            />
          </div>
        ))}
      </div>
    </>
  );
}

function Definitions({ floor }: { floor: number }) {
  return (
    <p class="soft note">
      <strong>{COMPARISON.panelShip}</strong> {PANEL_MEANS} <strong>{COMPARISON.community}</strong>{' '}
      {communityMeans(floor)}
    </p>
  );
}
