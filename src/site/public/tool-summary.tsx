import { seatInWords, seatsInWords } from '../../../emails/panel-words';
import { communityInWords, LABELS } from '../../../emails/words';
import type { ExportedTool } from '../../statistics/export-comparisons';
import { ShareBar } from './share-bar';
import { VerdictLabel } from './verdict-label';

/** Five parts, which the style sheet lines up with the other tool's. */
export function ToolSummary({ tool }: { tool: ExportedTool }) {
  return (
    <section aria-labelledby={`tool-${tool.slug}`}>
      <h2 id={`tool-${tool.slug}`}>
        <bdi>{tool.name}</bdi>
      </h2>
      <p class="soft">
        <bdi>{tool.tagline}</bdi>
      </p>
      <div>
        <p class="share">
          <strong>{tool.panel_ship}%</strong> {LABELS.panelShip}
        </p>
        <ShareBar percent={tool.panel_ship} />
        <p class="soft note">
          {seatsInWords({ seats: tool.reviews, panel_ship: tool.panel_ship })}
        </p>
      </div>
      <Facts tool={tool} />
      <p dir="auto">{tool.description}</p>
    </section>
  );
}

function Facts({ tool }: { tool: ExportedTool }) {
  return (
    <dl class="facts">
      <div>
        <dt>{LABELS.community}</dt>
        <dd>{communityInWords(tool.community)}</dd>
      </div>
      <div>
        <dt>{LABELS.entryPrice}</dt>
        <dd>{tool.entry_price}</dd>
      </div>
      {tool.reviews.map(({ seat, verdict }) => (
        <div key={seat}>
          <dt>{seatInWords(seat)}</dt>
          <dd>
            <VerdictLabel verdict={verdict} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
