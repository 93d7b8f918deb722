import type { TransactionalMailProps } from './props';
import { fill } from './text-lines';
import { LABELS } from './words';

/** Lines of at most 72 characters, every address alone on its line. */
export function transactionalMailText(props: TransactionalMailProps): string {
  const {
    newsletter,
    heading,
    before,
    action,
    after,
    reason,
    unsubscribeUrlOf,
    suppressionUrl,
    postalAddress,
  } = props;
  const parts = [
    fill(newsletter),
    fill(heading),
    ...before.map((text) => fill(text)),
    ...(action ? [`${fill(`${action.text}:`)}\n${action.url}`] : []),
    ...after.map((text) => fill(text)),
    '-'.repeat(72),
    fill(reason),
    ...(suppressionUrl ? [`${LABELS.neverAgain}:\n${suppressionUrl}`] : []),
    ...(unsubscribeUrlOf ? [`${LABELS.unsubscribe}:\n${unsubscribeUrlOf}`] : []),
    fill(postalAddress),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
