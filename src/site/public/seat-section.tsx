import { seatInWords } from '../../../emails/panel-words';
import type { Seat, Verdict } from '../../../emails/props';
import { VerdictLabel } from './verdict-label';
import { LENS } from './words';

interface Saying {
  /** The tool's name. */
  tool: string;
  verdict: Verdict;
  quote: string;
}

export function SeatSection({ seat, sayings }: { seat: Seat; sayings: [Saying, Saying] }) {
  return (
    <section class="sheet seat" aria-labelledby={`seat-${seat}`}>
      <h3 id={`seat-${seat}`}>{seatInWords(seat)}</h3>
      <p class="soft note">{LENS[seat]}</p>
      <div class="pair">
        {sayings.map((saying) => (
          <Quote key={saying.tool} {...saying} />
        ))}
      </div>
    </section>
  );
}

function Quote({ tool, verdict, quote }: Saying) {
  return (
    <figure>
      <figcaption>
        <span>
          On <bdi>{tool}</bdi>
        </span>
        <VerdictLabel verdict={verdict} />
      </figcaption>
      <blockquote dir="auto">
        <p>“{quote}”</p>
      </blockquote>
    </figure>
  );
}
