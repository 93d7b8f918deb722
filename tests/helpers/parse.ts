import { PageFault, type ParsedPage } from '../../src/catalog/pages/page';
import { parsePage } from '../../src/catalog/pages/parse-page';
import { type PageParts, pageLines, pageText } from './page';

export function parseText(text: string): ParsedPage {
  return parsePage(new TextEncoder().encode(text));
}

export function parseParts(parts: PageParts = {}): ParsedPage {
  return parseText(pageText(parts));
}

/** Throws if the input is a page. */
export function faultOf(input: Uint8Array | string): PageFault {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  try {
    parsePage(bytes);
  } catch (error) {
    if (error instanceof PageFault) return error;
    throw error;
  }
  throw new Error('the page was taken');
}

/** The fault's line and reason after a change to the usual page. */
export function faultOfLines(
  change: (lines: string[]) => void,
): Pick<PageFault, 'line' | 'reason'> {
  const lines = pageLines();
  change(lines);
  const { line, reason } = faultOf(lines.join('\n'));
  return { line, reason };
}

export function faultOfParts(parts: PageParts): Pick<PageFault, 'line' | 'reason'> {
  const { line, reason } = faultOf(pageText(parts));
  return { line, reason };
}
