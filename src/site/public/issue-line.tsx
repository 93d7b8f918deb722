import { issueInWords } from '../../../emails/words';
import { inLongForm } from '../../platform/text/long-date';
import type { PublicIssue } from '../../rendering/archive';
import { ISSUES } from './words';

export function IssueLine({ issue, timeZone }: { issue: PublicIssue; timeZone: string }) {
  const at = issue.send_at;
  return (
    <li>
      <a href={`/issues/${issue.number}`}>{issue.subject}</a>
      {issue.preheader ? <p>{issue.preheader}</p> : null}
      <p class="soft note">
        {issueInWords(issue.number)} ·{' '}
        <time datetime={at.toISOString()}>{inLongForm(at, timeZone)}</time> ·{' '}
        <a href={`/issues/${issue.number}/results`}>{ISSUES.results}</a>
      </p>
    </li>
  );
}
