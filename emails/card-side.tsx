/** @jsxImportSource react */
import { Heading } from '@react-email/components';
import { PanelBar } from './panel-bar';
import { seatsInWords, speakerInWords } from './panel-words';
import type { CardLinks, CardSide } from './props';
import { colours, quote, small, soft, toolName } from './theme';
import { VoteButtons } from './vote-buttons';
import { communityInWords, LABELS } from './words';

/** Six parts, which `style-sheet.ts` lines up with the other side's. */
export function Side({ side, votes }: { side: CardSide; votes: CardLinks['votes'][number] }) {
  return (
    <td className="side" style={cell}>
      <Heading as="h3" style={toolName}>
        <bdi>{side.tool.name}</bdi>
      </Heading>
      <p className="soft" style={tagline}>
        <bdi>{side.tagline}</bdi>
      </p>
      <Panel side={side} />
      <Facts side={side} />
      <Excerpt excerpt={side.excerpt} />
      <VoteButtons name={side.tool.name} votes={votes} />
    </td>
  );
}

function Panel({ side }: { side: CardSide }) {
  return (
    <div style={{ paddingTop: 18 }}>
      <p style={{ margin: 0 }}>
        <strong style={percent}>{`${side.panel_ship}%`}</strong>
        {` ${LABELS.panelShip}`}
      </p>
      <PanelBar percent={side.panel_ship} />
      <p className="soft" style={small}>
        {seatsInWords(side)}
      </p>
    </div>
  );
}

function Facts({ side }: { side: CardSide }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={facts}>
      <tbody>
        <Fact name={LABELS.community} value={communityInWords(side.community)} />
        <Fact name={LABELS.entryPrice} value={side.entry_price} />
      </tbody>
    </table>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <tr>
      <td className="line soft" style={factName}>
        {name}
      </td>
      <td className="line" align="right" style={factValue}>
        {value}
      </td>
    </tr>
  );
}

function Excerpt({ excerpt }: { excerpt: CardSide['excerpt'] }) {
  return (
    <div style={{ padding: '18px 0 22px' }}>
      <p className="quote" dir="auto" style={quote}>{`“${excerpt.text}”`}</p>
      <p className="soft" style={speaker}>
        {speakerInWords(excerpt)}
      </p>
    </div>
  );
}

const cell = { display: 'inline-block', width: '48%', minWidth: 240, verticalAlign: 'top' };
const tagline = { ...soft, marginTop: 4 };
const percent = { fontSize: 30, lineHeight: 1.2, marginRight: 4 };
const speaker = { ...small, marginTop: 4 };
const facts = { marginTop: 14 };
const fact = { borderTop: `1px solid ${colours.line}`, padding: '7px 0' };
const factName = { ...fact, color: colours.soft, paddingRight: 8 };
const factValue = { ...fact, fontWeight: 700 };
