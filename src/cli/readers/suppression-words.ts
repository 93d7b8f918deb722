import { getsIssues } from '../../audience/subscription';
import type { Lifted } from '../../audience/suppression/lift-suppression';
import type { LiftRow, SuppressionRow } from '../../audience/suppression/list-suppressions';
import type { RefusedLine } from '../../audience/suppression/suppression-file';
import type { Style } from '../style';

export const AT_RESEND =
  'Resend keeps its own list for the whole team: make sure that the address is not on https://resend.com/emails/suppressions, or Resend will skip it.';

export function addedInWords(done: { added: number; known: number; refused: RefusedLine[] }) {
  const lines = done.refused.map(({ line, reason }) => `Line ${line}: ${reason}.`);
  const counts = `${done.added} suppressed, ${done.known} already suppressed, ${done.refused.length} refused.`;
  return [...lines, counts].join('\n');
}

export function liftedInWords({ reason, subscription }: Lifted): string {
  const status = !subscription
    ? 'Nobody on the list has this address: to get issues, its owner must sign up and confirm.'
    : getsIssues(subscription)
      ? 'Its reader is on the list and gets issues again, except during a pause.'
      : 'Its reader has left and gets issues only after signing up and confirming again.';
  return `Lifted; the reason was: ${reason}. ${status}\n${AT_RESEND}`;
}

export function suppressionsInWords(
  rows: SuppressionRow[],
  lifts: LiftRow[],
  { at: time, paint }: Style,
): string {
  if (rows.length === 0 && lifts.length === 0) return 'No addresses are suppressed.';
  const lines = rows.map(
    ({ hash, address, reason, at, actor }) =>
      `${hash.slice(0, 12)}  ${time(at)}  ${reason}, by ${actor}${address ? `  ${address}` : ''}`,
  );
  const lifted = lifts.map(
    ({ hash, reason, lifted_at, lifted_by, why }) =>
      `${hash?.slice(0, 12) ?? '(erased)    '}  ${time(lifted_at)}  was ${reason}, lifted by ${lifted_by}: ${why}`,
  );
  const heading = lifted.length > 0 ? ['', paint('bold', 'Lifted, newest first:'), ...lifted] : [];
  return [...lines, `${rows.length} suppressed.`, ...heading].join('\n');
}
