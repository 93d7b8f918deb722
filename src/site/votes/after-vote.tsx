import { seatsInWords } from '../../../emails/panel-words';
import { shipInWords } from '../../../emails/words';
import type { VoteContext } from './vote-context';
import { otherInWords, VOTE } from './words';

type AfterVoteProps = Pick<VoteContext, 'panel' | 'others'>;

export function AfterVote({ panel, others }: AfterVoteProps) {
  return (
    <>
      {panel ? (
        <p>
          {VOTE.panel} <strong>{shipInWords(panel.panel_ship)}</strong>. {seatsInWords(panel)}.
        </p>
      ) : null}
      {others.length > 0 ? <Others others={others} /> : null}
    </>
  );
}

function Others({ others }: Pick<AfterVoteProps, 'others'>) {
  return (
    <section aria-labelledby="others">
      <h2 id="others">{VOTE.others}</h2>
      <ul>
        {others.map(({ tool, choice, community }) => (
          <li key={tool}>
            <bdi>{tool}</bdi>: {otherInWords(choice, community)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The page works without it. */
export function VoteScript({ path }: { path: string | null }) {
  return path ? <script src="/vote.js" data-provisional={path} /> : null;
}
