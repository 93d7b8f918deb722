import { communityInWords, seatInWords, seatsInWords } from '../../emails/words';
import type { Settings } from '../platform/settings';
import type { ExportedComparison, ExportedTool } from '../statistics/export-comparisons';
import { Layout } from '../web/layout';

interface ComparisonPageProps {
  settings: Settings;
  comparison: ExportedComparison;
}

/** A comparison as it stands today. */
export function ComparisonPage({ settings, comparison }: ComparisonPageProps) {
  const [first, second] = comparison.tools;
  const title = `${first.name} vs ${second.name}`;
  return (
    <Layout
      title={title}
      newsletter={settings['newsletter-name']}
      description={`${title}: which one should you ship with? Panel verdicts and the community’s vote.`}
    >
      <h1>{title}</h1>
      <p class="lead">Which one should you ship with?</p>
      <p class="soft">
        Published <time datetime={comparison.published_on}>{comparison.published_on}</time>. A
        percentage of the community is shown from {settings.floor} votes on; readers vote from the
        mail.
      </p>
      <div class="pair">
        <ToolSection tool={first} />
        <ToolSection tool={second} />
      </div>
    </Layout>
  );
}

function ToolSection({ tool }: { tool: ExportedTool }) {
  const seats = { seats: tool.reviews, panel_ship: tool.panel_ship };
  return (
    <section class="sheet" aria-labelledby={`tool-${tool.slug}`}>
      <p class="eyebrow">{tool.category}</p>
      <h2 id={`tool-${tool.slug}`}>{tool.name}</h2>
      <p>{tool.tagline}</p>
      <dl class="facts">
        <dt>Panel ship</dt>
        <dd>{tool.panel_ship} %</dd>
        <dt>Seats</dt>
        <dd>{seatsInWords(seats)}</dd>
        <dt>Community ship</dt>
        <dd>{communityInWords(tool.community)}</dd>
        <dt>Entry</dt>
        <dd>{tool.entry_price}</dd>
      </dl>
      <p>{tool.description}</p>
      <h3>What the panel says</h3>
      {tool.reviews.map((review) => (
        <blockquote key={review.seat}>
          <p>{review.quote}</p>
          <footer>
            <cite>{seatInWords(review.seat)}</cite>
            {review.verdict === 'unknown' ? null : `: ${review.verdict}`}
          </footer>
        </blockquote>
      ))}
    </section>
  );
}
