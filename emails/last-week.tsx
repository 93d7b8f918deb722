/** @jsxImportSource react */
import { Heading, Link, Section } from '@react-email/components';
import { PanelBar } from './panel-bar';
import type { LastResult, ReturnedTool } from './props';
import { cardTitle, colours, link, small, soft } from './theme';
import {
  ballotInWords,
  LABELS,
  lastWeekLinkInWords,
  ownVoteInWords,
  shareInWords,
  shipInWords,
  votesInWords,
} from './words';

export function LastWeek({ result }: { result: LastResult }) {
  return (
    <Section style={{ margin: '24px 0 0' }}>
      <div className="sheet" style={sheet}>
        <Heading as="h2" style={heading}>
          {LABELS.lastWeek}
        </Heading>
        <p className="soft" style={soft}>
          {ballotInWords(result)}
        </p>
        {result.comparisons.map(([first, second]) => (
          <table
            key={`${first.place} ${second.place}`}
            role="presentation"
            width="100%"
            cellPadding={0}
            cellSpacing={0}
            className="line"
            style={pair}
          >
            <tbody>
              <tr>
                <td style={half}>
                  <Tool tool={first} marks={result.ownVoteMarks} />
                </td>
                <td style={between}>&nbsp;</td>
                <td style={half}>
                  <Tool tool={second} marks={result.ownVoteMarks} />
                </td>
              </tr>
            </tbody>
          </table>
        ))}
        <p className="line" style={moreLink}>
          <Link href={result.url} className="link" style={link}>
            {lastWeekLinkInWords(result)}
          </Link>
        </p>
      </div>
    </Section>
  );
}

function Tool({ tool, marks }: { tool: ReturnedTool; marks: LastResult['ownVoteMarks'] }) {
  const { community, panel_ship, place } = tool;
  const votes = community.ship + community.skip;
  const said = marks?.(place);
  return (
    <>
      <Heading as="h3" style={name}>
        <bdi>{tool.name}</bdi>
      </Heading>
      <p style={{ margin: 0 }}>
        <strong style={share}>{shareInWords(community)}</strong>
        {community.percent !== null && (
          <>
            {' '}
            <span style={unbroken}>{`of ${votesInWords(votes)}`}</span>
          </>
        )}
      </p>
      {community.percent !== null && <PanelBar percent={community.percent} />}
      <p className="soft" style={small}>
        {`${tool.too_close ? `${LABELS.tooClose}. ` : ''}${LABELS.panel}: ${shipInWords(panel_ship)}`}
      </p>
      {said?.ship}
      {said && <p style={yours}>{ownVoteInWords('ship', community)}</p>}
      {said?.skip}
      {said && <p style={yours}>{ownVoteInWords('skip', community)}</p>}
      {said?.end}
    </>
  );
}

const sheet = {
  background: colours.sheet,
  border: `1px solid ${colours.line}`,
  borderRadius: 12,
  padding: '24px 24px 20px',
};
const heading = { ...cardTitle, margin: '0 0 4px' };
const pair = {
  borderTop: `1px solid ${colours.line}`,
  marginTop: 16,
  tableLayout: 'fixed',
} as const;
const half = { width: '48%', verticalAlign: 'top', paddingTop: 14 };
const between = { width: '4%', fontSize: 1 };
const name = { fontSize: 16, lineHeight: 1.3, margin: 0 };
const share = { fontSize: 20, lineHeight: 1.3 };
const unbroken = { whiteSpace: 'nowrap' } as const;
const yours = { margin: '4px 0 0', fontWeight: 700, fontSize: 14 };
const moreLink = {
  margin: '18px 0 0',
  padding: '14px 0 0',
  borderTop: `1px solid ${colours.line}`,
};
