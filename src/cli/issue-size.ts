import { Refusal } from '../platform/refusal';
import {
  type IssueSize,
  inKilobytes,
  LONG_HTML_BYTES,
  type MeasureDeps,
  MOST_HTML_BYTES,
  measureIssue,
} from '../rendering/measure';

/** Or why it is unknown, if the content cannot be rendered. */
export type ToldSize = IssueSize | { unknown: string };

/** Gives the reason instead of refusing: an issue that can't be rendered can still be fixed. */
export async function tellSize(deps: MeasureDeps, number: number): Promise<ToldSize> {
  try {
    return await measureIssue(deps, { number });
  } catch (error) {
    if (error instanceof Refusal) return { unknown: error.message };
    throw error;
  }
}

/** "Size: 41.3 kB of HTML and 9 kB of text at most, with every link in place." */
export function sizeInWords(size: ToldSize): string {
  if ('unknown' in size) return `Size: not known. ${size.unknown}`;
  const { html_bytes, text_bytes } = size;
  const html = inKilobytes(html_bytes);
  const says = `Size: ${html} of HTML and ${inKilobytes(text_bytes)} of text at most, with every link in place.`;
  if (html_bytes <= LONG_HTML_BYTES) return says;
  const limit = `over ${inKilobytes(MOST_HTML_BYTES)} an issue is not released`;
  return `${says} That is long: Gmail cuts mails off at about 100 kB, and ${limit}.`;
}
