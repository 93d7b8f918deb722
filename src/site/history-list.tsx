import type { Community } from '../../emails/props';
import { communityInWords } from '../../emails/words';
import type { ToolInIssue } from '../statistics/tool-history';
import { inLongForm } from './long-date';
import { Fact } from './outcome';

interface HistoryListProps {
  history: ToolInIssue[];
  today: Community;
  timeZone: string;
}

/** A tool's issues: the figure when each was sent, what its ballot came to, and today's. */
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
 * "58 % when we sent it, 64 % today": what the last issue printed of it beside today’s figure; where no
 * issue had a figure yet, "58 % when its vote closed". Null without two percentages.
 */
export function sentVersusNow(history: ToolInIssue[], today: Community): string | null {
  if (today.percent === null) return null;
  const sent = history.find((each) => each.sent.percent !== null)?.sent.percent;
  const closed = history.find(({ result }) => result && result.community.percent !== null)?.result;
  const then = sent ? `${sent} % when we sent it` : null;
  const orThen = closed ? `${closed.community.percent} % when its vote closed` : null;
  return then || orThen ? `${then ?? orThen}, ${today.percent} % today` : null;
}
