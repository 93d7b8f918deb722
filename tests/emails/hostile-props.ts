import type { CardSide, WeeklyIssueProps } from '../../emails/props';
import { sampleCards, sampleProps } from './sample-props';

/** Text that tries to break out, on one line, in every script that a page may bring. */
export const HOSTILE =
  '</td></table> $& $1 {{slot}} <%= x %> <script>alert(1)</script> <!--[if mso]> &amp; "\' 🚀 👩🏽‍💻 שלום مرحبا';

/** The sample with the hostile text in every field that people or pages fill. */
export function hostileProps(): WeeklyIssueProps {
  return sampleProps({
    newsletter: HOSTILE,
    subject: HOSTILE,
    preheader: HOSTILE,
    postalAddress: HOSTILE,
    intro: [
      { kind: 'heading', runs: [{ text: HOSTILE }] },
      { kind: 'paragraph', runs: [{ text: HOSTILE, code: true, href: 'mailto:a@example.com' }] },
      { kind: 'list', ordered: true, items: [[{ text: HOSTILE, strong: true, emphasis: true }]] },
    ],
    cards: sampleCards().map((card) => ({
      ...card,
      sides: [hostileSide(card.sides[0]), hostileSide(card.sides[1])],
    })),
  });
}

function hostileSide(side: CardSide): CardSide {
  return {
    ...side,
    tool: { ...side.tool, name: HOSTILE },
    tagline: HOSTILE,
    category: HOSTILE,
    entry_price: HOSTILE,
    excerpt: { ...side.excerpt, text: HOSTILE },
  };
}
