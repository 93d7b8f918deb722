import type { Community } from '../../../emails/props';
import { communityInWords, issueInWords } from '../../../emails/words';
import { inLongForm } from '../../platform/text/long-date';
import type { ToolInIssue } from '../../statistics/tool-history';
import { Fact } from '../outcome';
import { FIGURES, thenAndNow } from './result-words';

interface HistoryListProps {
  history: ToolInIssue[];
  today: Community;
  timeZone: string;
}

/** The figure when each issue was sent, its ballot's result, and today's. */
export function HistoryList({ history, today, timeZone }: HistoryListProps) {
  return (
    <ul class="issues history">
      {history.map(({ issue, send_at, sent, result }) => (
        <li key={issue}>
          <a href={`/issues/${issue}/results`}>
            {issueInWords(issue)} · {inLongForm(send_at, timeZone)}
          </a>
          <dl class="facts">
            <Fact name={FIGURES.sent} value={communityInWords(sent)} />
            <Fact
              name={FIGURES.closed}
              value={result ? communityInWords(result.community) : FIGURES.uncounted}
            />
            <Fact name={FIGURES.today} value={communityInWords(today)} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

/**
 * "58% when we sent it, 64% today" or, if no issue had a figure yet, "58% when voting closed".
 * Null without two percentages.
 */
export function sentVersusNow(history: ToolInIssue[], today: Community): string | null {
  const sent = latestShare(history.map((each) => each.sent));
  const closed = latestShare(history.map(({ result }) => result?.community));
  const share = sent ?? closed;
  if (share === undefined || today.percent === null) return null;
  const then = { percent: share, was: sent === undefined ? 'closed' : 'sent' } as const;
  return thenAndNow(then, today.percent);
}

function latestShare(figures: (Community | undefined)[]): number | undefined {
  return figures.find((figure) => typeof figure?.percent === 'number')?.percent ?? undefined;
}
