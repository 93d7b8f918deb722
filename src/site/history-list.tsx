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
              value={result ? communityInWords(result.community) : 'Still open'}
            />
            <Fact name="Today" value={communityInWords(today)} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** "58 % when we sent it, 64 % today": the last figure that went out beside today’s; null without both. */
export function sentVersusNow(history: ToolInIssue[], today: Community): string | null {
  const percents = history.flatMap(({ result, sent }) => [result?.community.percent, sent.percent]);
  const last = percents.find((percent) => percent !== null && percent !== undefined);
  if (last === undefined || today.percent === null) return null;
  return `${last} % when we sent it, ${today.percent} % today`;
}
