import type { Seat, Verdict } from '../../../emails/props';
import { seatInWords } from '../../../emails/words';
import { VerdictLabel } from './verdict-label';

interface Saying {
  /** The tool's name. */
  tool: string;
  verdict: Verdict;
  quote: string;
}

const LENS: Record<Seat, string> = {
  builder: 'How is it made, and is it good to build with?',
  skeptic: 'Who else does this, where does it break, and what could end it?',
  futurist: 'Which future does it bet on?',
  guest: 'What does it change for somebody with another job?',
};

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
