import type { Community } from '../../../emails/props';
import { communityInWords } from '../../../emails/words';
import { inLongForm } from '../../platform/text/long-date';
import type { ToolInIssue } from '../../statistics/tool-history';
import { Fact } from '../outcome';

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
            Issue {issue} · {inLongForm(send_at, timeZone)}
          </a>
          <dl class="facts">
            <Fact name="When the issue went out" value={communityInWords(sent)} />
            <Fact
              name="When its vote closed"
              value={result ? communityInWords(result.community) : 'Not counted yet'}
            />
            <Fact name="Today" value={communityInWords(today)} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

/**
 * "58% when we sent it, 64% today" or, if no issue had a figure yet, "58% when its vote closed".
 * Null without two percentages.
 */
export function sentVersusNow(history: ToolInIssue[], today: Community): string | null {
  const sent = latestShare(history.map((each) => each.sent));
  const closed = latestShare(history.map(({ result }) => result?.community));
  const then = sent === undefined ? 'its vote closed' : 'we sent it';
  const share = sent ?? closed;
  if (share === undefined || today.percent === null) return null;
  return `${share}% when ${then}, ${today.percent}% today`;
}

function latestShare(figures: (Community | undefined)[]): number | undefined {
  return figures.find((figure) => typeof figure?.percent === 'number')?.percent ?? undefined;
}
