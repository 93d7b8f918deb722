/** @jsxImportSource react */
import { Heading, Link, Section } from '@react-email/components';
import { Side } from './card-side';
import type { Card } from './props';
import { cardTitle, colours, link } from './theme';
import { categoryInWords, comparisonInWords, comparisonLinkInWords } from './words';

export function VerdictCard({ card }: { card: Card }) {
  return (
    <Section style={{ margin: '20px 0 0' }}>
      <div className="sheet" style={sheet}>
        <p className="link" style={category}>
          {categoryInWords(card)}
        </p>
        <Heading as="h2" style={cardTitle}>
          {comparisonInWords(card)}
        </Heading>
        <Sides card={card} />
        <p className="line" style={moreLink}>
          <Link href={card.links.comparison} className="link" style={link}>
            {comparisonLinkInWords(card)}
          </Link>
        </p>
      </div>
    </Section>
  );
}

/** Side by side above 500 px, else stacked, even in a mail program that drops style sheets. */
function Sides({ card: { sides, links } }: { card: Card }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} className="sides">
      <tbody>
        <tr>
          <Side side={sides[0]} votes={links.votes[0]} />
          <td className="gap line" style={gap}>
            &nbsp;
          </td>
          <Side side={sides[1]} votes={links.votes[1]} />
        </tr>
      </tbody>
    </table>
  );
}

const sheet = {
  background: colours.sheet,
  border: `1px solid ${colours.line}`,
  borderRadius: 12,
  padding: '28px 24px 24px',
};
const category = { color: colours.accent, fontSize: 14, fontWeight: 700, margin: 0 };
const gap = { display: 'inline-block', width: '4%', height: 32, fontSize: 1 };
const moreLink = {
  margin: '28px 0 0',
  padding: '18px 0 0',
  borderTop: `1px solid ${colours.line}`,
};
