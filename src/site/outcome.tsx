import {
  communityInWords,
  LABELS,
  shareInWords,
  shipInWords,
  votesInWords,
} from '../../emails/words';
import type { ToolOutcome } from '../statistics/issue-result';
import type { ToolResult } from '../votes/ballots/results';
import { FIGURES } from './public/result-words';
import { ShareBar } from './public/share-bar';

/** A ballot's result on one tool, with the panel, the sent figure and today's. */
export function Outcome({ tool, at }: { tool: ToolOutcome; at: number }) {
  return (
    <section aria-labelledby={`tool-${at}`}>
      <h3 id={`tool-${at}`}>
        <a href={`/tools/${tool.slug}`}>
          <bdi>{tool.name}</bdi>
        </a>
      </h3>
      {tool.result ? <Result result={tool.result} /> : <p class="soft">{FIGURES.pending}</p>}
      <dl class="facts">
        <Fact name={LABELS.panel} value={shipInWords(tool.panel_ship)} />
        <Fact name={FIGURES.sent} value={communityInWords(tool.sent)} />
        <Fact name={FIGURES.today} value={communityInWords(tool.today)} />
        {tool.result && tool.result.held > 0 ? (
          <Fact name={FIGURES.held} value={votesInWords(tool.result.held)} />
        ) : null}
      </dl>
    </section>
  );
}

function Result({ result: { community, too_close } }: { result: ToolResult }) {
  const { percent, ship, skip } = community;
  return (
    <div>
      <p class="share">
        <strong>{shareInWords(community)}</strong>{' '}
        {percent === null ? null : <>of {votesInWords(ship + skip)}</>}
      </p>
      {percent === null ? null : <ShareBar percent={percent} />}
      {too_close ? <p class="soft note">{FIGURES.tooClose}</p> : null}
    </div>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
