import type { UnknownBatch } from '../../deliveries/batches/resolve-unknown';
import type { NotSentBatch } from '../../deliveries/batches/send-again';
import { countOf } from '../../selection/wording';
import { nothingNotSent } from '../../sending/send-issue-again';
import type { Style } from '../style';

/** With the key under which Resend may know the batch. */
type Keyed<T> = T & { key: string };

/** What `issue resolve` lists. */
export function unknownInWords(
  number: number,
  unknown: Keyed<UnknownBatch>[],
  style: Style,
): string {
  if (unknown.length === 0) return `Issue ${number} has no deliveries with an unknown outcome.`;
  const mails = unknown.flatMap(({ deliveries }) => deliveries).length;
  return [
    `${deliveriesOf(mails, number)} ${hasOrHave(mails)} an unknown outcome, and no event has reported one.`,
    'Search Resend for the keys or the addresses, then run this again with --accepted or --not-sent, and --by <who>.',
    ...unknown.flatMap((batch) => [
      `${batchLine(batch, style)}: ${batch.reason}`,
      ...deliveryLines(batch),
    ]),
  ].join('\n');
}

/** What `issue send-again` lists. */
export function notSentInWords(
  number: number,
  notSent: Keyed<NotSentBatch>[],
  style: Style,
): string {
  if (notSent.length === 0) return nothingNotSent(number);
  const mails = notSent.flatMap(({ deliveries }) => deliveries).length;
  return [
    `${deliveriesOf(mails, number)} ${mails === 1 ? 'was' : 'were'} resolved as not sent. Nothing has been sent again.`,
    'Search Resend for the keys or the addresses once more: anybody who did get the mail would get it twice.',
    'To send them and let the issue go on: --yes-send-again --by <who>',
    ...notSent.flatMap((batch) => [
      batchLine(batch, style),
      ...batch.history.map(({ at, reason }) => `  ${style.at(new Date(at))}  ${reason}`),
      ...deliveryLines(batch),
    ]),
  ].join('\n');
}

/** "3 deliveries of issue 2". */
export function deliveriesOf(count: number, number: number): string {
  const noun = count === 1 ? '1 delivery' : `${count} deliveries`;
  return `${noun} of issue ${number}`;
}

export function hasOrHave(count: number): string {
  return count === 1 ? 'has' : 'have';
}

function batchLine({ id, sealed_at, tries }: UnknownBatch | NotSentBatch, { at }: Style): string {
  return `Batch ${id}, sealed ${at(sealed_at)}, submitted again ${countOf(tries, 'time')}`;
}

function deliveryLines({ key, deliveries }: Keyed<UnknownBatch | NotSentBatch>): string[] {
  return [
    `  key ${key}`,
    ...deliveries.map(({ id, email }) => `  delivery ${id}  ${email ?? 'erased'}`),
  ];
}
