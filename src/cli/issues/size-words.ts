import { inKilobytes, LONG_HTML_BYTES, MAX_HTML_BYTES } from '../../rendering/measure';
import type { SizeOrReason } from './issue-size';

/** "Size: at most 41.3 kB of HTML and 9 kB of text, with every link in place." */
export function sizeInWords(size: SizeOrReason): string {
  if ('unknown' in size) return `Size: unknown. ${size.unknown}`;
  const { html_bytes, text_bytes } = size;
  const html = inKilobytes(html_bytes);
  const says = `Size: at most ${html} of HTML and ${inKilobytes(text_bytes)} of text, with every link in place.`;
  if (html_bytes <= LONG_HTML_BYTES) return says;
  const limit = `an issue over ${inKilobytes(MAX_HTML_BYTES)} cannot be released`;
  return `${says} That is long: Gmail clips mail at about 100 kB, and ${limit}.`;
}
