/** @jsxImportSource react */
import { Link } from '@react-email/components';
import type { CSSProperties } from 'react';
import type { CardLinks } from './props';
import { colours } from './theme';
import { voteButtonInWords } from './words';

/** Ship is filled, Skip is outlined: the shape tells them apart as well as the colour. */
export function VoteButtons({ name, votes }: { name: string; votes: CardLinks['votes'][number] }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0}>
      <tbody>
        <Button
          className="ship"
          style={ship}
          href={votes.ship}
          text={voteButtonInWords('ship', name)}
        />
        <tr>
          <td style={gap}>&nbsp;</td>
        </tr>
        <Button
          className="skip"
          style={skip}
          href={votes.skip}
          text={voteButtonInWords('skip', name)}
        />
      </tbody>
    </table>
  );
}

/** Word pads the cell and not the link; elsewhere the whole button is the link. */
function Button(props: { className: string; style: CSSProperties; href: string; text: string }) {
  return (
    <tr>
      <td align="center" className={props.className} style={props.style}>
        <Link href={props.href} style={label(props.style)}>
          {props.text}
        </Link>
      </td>
    </tr>
  );
}

function label({ color }: CSSProperties): CSSProperties {
  return { color, display: 'block', padding: '11px 14px', fontWeight: 700 };
}

const cell: CSSProperties & { msoPaddingAlt: string } = {
  borderRadius: 8,
  msoPaddingAlt: '11px 14px',
};
const ship: CSSProperties = {
  ...cell,
  background: colours.accent,
  border: `2px solid ${colours.accent}`,
  color: '#ffffff',
};
const skip: CSSProperties = {
  ...cell,
  background: colours.sheet,
  border: `2px solid ${colours.ink}`,
  color: colours.ink,
};
const gap = { fontSize: 1, lineHeight: '8px' };
