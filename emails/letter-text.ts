import type { LetterProps } from './props';
import { fill } from './text-lines';

/** The plain-text part: lines of at most 72 characters, every address alone on its line. */
export function letterText(props: LetterProps): string {
  const { newsletter, heading, before, action, after, reason, wayOutUrl, postalAddress } = props;
  const parts = [
    fill(newsletter),
    fill(heading),
    ...before.map((text) => fill(text)),
    ...(action ? [`${fill(`${action.text}:`)}\n${action.url}`] : []),
    ...after.map((text) => fill(text)),
    '-'.repeat(72),
    fill(reason),
    ...(wayOutUrl ? [`Unsubscribe:\n${wayOutUrl}`] : []),
    fill(postalAddress),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
