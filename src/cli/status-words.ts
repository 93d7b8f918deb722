import type { IssueStatus } from '../statistics/issue-status';

export function statusInWords(status: IssueStatus): string {
  return [
    headline(status),
    audienceLine(status),
    progressLine(status),
    ...senderLines(status),
    ...waveLines(status),
    ...doubledLines(status),
    ...failureLines(status),
  ].join('\n');
}

/** Without the rate, which changes even if nothing happens. */
export function statusLine({ state, audience, progress }: IssueStatus): string {
  const { accepted, waiting, suppressed, refused, unknown } = audience;
  const done = progress.percent === null ? '' : ` ${progress.percent}%`;
  return `${state}${done}: ${accepted} accepted, ${waiting} waiting, ${suppressed} suppressed, ${refused} refused, ${unknown} unknown`;
}

function headline(status: IssueStatus): string {
  const { issue, state, since, by, reason, send_at, proposed_at, read_at } = status;
  const isPast = state === 'draft' && proposed_at <= read_at;
  const past = isPast ? `, its hour ${proposed_at.toISOString()} has passed` : '';
  const due = state === 'released' && send_at ? `, goes out ${send_at.toISOString()}` : past;
  const why = reason === null ? '' : `: ${reason}`;
  return `Issue ${issue} is ${state}${due}, since ${since.toISOString()} by ${by}${why}`;
}

function audienceLine({ audience }: IssueStatus): string {
  const { total, accepted, suppressed, refused, unknown, waiting, reasons } = audience;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  const because = why.length > 0 ? ` (${why.join(', ')})` : '';
  return `Audience: ${total} = ${accepted} accepted + ${suppressed} suppressed + ${refused} refused + ${unknown} unknown + ${waiting} waiting${because}`;
}

function progressLine({ progress, mails_a_second, estimated_end }: IssueStatus): string {
  const { accepted, of, percent } = progress;
  const done = percent === null ? 'nothing can go out' : `${percent}%, ${accepted} of ${of}`;
  const rate = mails_a_second === null ? '' : `; ${mails_a_second} mails a second`;
  const end = estimated_end ? `, done at about ${estimated_end.toISOString().slice(0, 19)}Z` : '';
  return `Progress: ${done}${rate}${end}`;
}

function senderLines({ state, senders, to_submit_again }: IssueStatus): string[] {
  const held = senders.map(({ holder, batches }) => `${holder ?? 'not named'} (${batches})`);
  const lines = held.length > 0 ? [`Sending, with batches in flight: ${held.join(', ')}`] : [];
  if (held.length === 0 && state === 'sending') lines.push('Nobody is sending at this moment.');
  if (to_submit_again > 0)
    lines.push(`Batches to submit again, outcome unknown so far: ${to_submit_again}`);
  return lines;
}

function waveLines({ held_back }: IssueStatus): string[] {
  if (held_back === 0) return [];
  return [
    `Held back until most of the first wave has an outcome, or for 15 minutes: ${held_back} batches`,
  ];
}

function doubledLines({ doubled }: IssueStatus): string[] {
  return doubled > 0 ? [`Readers who got it twice, after it was sent again: ${doubled}`] : [];
}

function failureLines({ failures }: IssueStatus): string[] {
  return failures.map(({ kind, count, last_at, last_detail }) => {
    const detail = last_detail === null ? '' : `: ${last_detail}`;
    return `Not accepted (${kind}): ${count} times, last ${last_at.toISOString()}${detail}`;
  });
}
