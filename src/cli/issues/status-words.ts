import type { IssueStatus } from '../../statistics/issue-status';
import type { Style } from '../style';
import { paintState } from './state-words';

export function statusInWords(status: IssueStatus, style: Style): string {
  return [
    headline(status, style),
    audienceLine(status),
    progressLine(status, style),
    ...senderLines(status),
    ...waveLines(status),
    ...doubledLines(status),
    ...failureLines(status, style),
  ].join('\n');
}

/** Without the rate, which changes even if nothing happens. */
export function statusLine({ state, audience, progress }: IssueStatus): string {
  const { accepted, waiting, suppressed, refused, unknown } = audience;
  const done = progress.percent === null ? '' : ` ${progress.percent}%`;
  return `${state}${done}: ${accepted} accepted, ${waiting} waiting, ${suppressed} suppressed, ${refused} refused, ${unknown} unknown`;
}

function headline(status: IssueStatus, style: Style): string {
  const { issue, state, since, by, reason, send_at, proposed_at, read_at } = status;
  const isPast = state === 'draft' && proposed_at <= read_at;
  const past = isPast ? ` Its hour, ${style.at(proposed_at)}, has passed.` : '';
  const due = state === 'released' && send_at ? ` It goes out ${style.at(send_at)}.` : past;
  const why = reason === null ? '.' : `: ${reason}`;
  return `Issue ${issue} is ${paintState(state, style)}, since ${style.at(since)}, by ${by}${why}${due}`;
}

function audienceLine({ audience }: IssueStatus): string {
  const { total, accepted, suppressed, refused, unknown, waiting, reasons } = audience;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  const because = why.length > 0 ? ` (${why.join(', ')})` : '';
  return `Audience: ${total} = ${accepted} accepted + ${suppressed} suppressed + ${refused} refused + ${unknown} unknown + ${waiting} waiting${because}`;
}

function progressLine(
  { progress, mails_a_second, estimated_end }: IssueStatus,
  { paint, exactly }: Style,
): string {
  const { accepted, of, percent } = progress;
  const done =
    percent === null ? 'nothing to send' : `${paint('bold', `${percent}%`)}, ${accepted} of ${of}`;
  const rate = mails_a_second === null ? '' : `; ${mails_a_second} mails a second`;
  const end = estimated_end ? `, done around ${exactly(estimated_end)}` : '';
  return `Progress: ${done}${rate}${end}`;
}

function senderLines({ state, senders, to_submit_again }: IssueStatus): string[] {
  const held = senders.map(
    ({ holder, batches }) => `${holder ?? 'an unnamed process'} (${batches})`,
  );
  const lines = held.length > 0 ? [`Sending, with batches in flight: ${held.join(', ')}`] : [];
  if (held.length === 0 && state === 'sending') lines.push('Nobody is sending right now.');
  if (to_submit_again > 0)
    lines.push(`Batches to submit again, outcome not yet known: ${to_submit_again}`);
  return lines;
}

function waveLines({ held_back }: IssueStatus): string[] {
  if (held_back === 0) return [];
  return [
    `Batches held back until most of the first wave has an outcome, or for 15 minutes: ${held_back}`,
  ];
}

function doubledLines({ doubled }: IssueStatus): string[] {
  return doubled > 0 ? [`Readers who got it twice because it was sent again: ${doubled}`] : [];
}

function failureLines({ failures }: IssueStatus, { at }: Style): string[] {
  return failures.map(({ kind, count, last_at, last_detail }) => {
    const detail = last_detail === null ? '' : `: ${last_detail}`;
    const times = count === 1 ? 'once' : `${count} times, last`;
    return `Not accepted (${kind}): ${times} at ${at(last_at)}${detail}`;
  });
}
