import { getIssue, type Issue } from '../issues/find';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { TOKEN_CHARACTERS } from '../platform/signer';
import { readIssueParts } from './issue-parts';
import type { IssueParts } from './issue-props';
import { pixelMarkupFor } from './personalise';
import type { Render } from './render';
import { renderParts } from './render-issue';
import { cutAtCards, type Segments } from './segments';
import { findNewestRender } from './stored-render';
import { untrackLinks } from './untrack-links';

/** Gmail cuts a mail off at about 100 kB of HTML; a release stays well below. */
export const MAX_HTML_BYTES = 90_000;
export const LONG_HTML_BYTES = 60_000;

/** The largest mail that any reader can get. */
export interface IssueSize {
  html_bytes: number;
  text_bytes: number;
  /** An issue with more HTML than this is not released. */
  limit_bytes: number;
}

export type MeasureDeps = Pick<Deps, 'db' | 'config' | 'newId' | 'installation'>;

/**
 * With every link in place, counted or plain, a pixel, and last week's result with the reader's
 * votes. From the newest render or, before the send, from what would be rendered now.
 */
export async function measureIssue(
  deps: MeasureDeps,
  { number }: { number: number },
): Promise<IssueSize> {
  const issue = await getIssue(deps.db, number);
  const stored = await findNewestRender(deps.db, issue.id);
  return sizeOf(stored ?? (await renderParts(deps, await readLargest(deps, issue))));
}

/** Says what takes up the most room. */
export async function refuseTooLarge(
  deps: MeasureDeps,
  { number }: { number: number },
): Promise<void> {
  const parts = await readLargest(deps, await getIssue(deps.db, number));
  const render = await renderParts(deps, parts);
  const { html_bytes } = sizeOf(render);
  if (html_bytes <= MAX_HTML_BYTES) return;
  const withoutIntro = { ...parts, issue: { ...parts.issue, intro: '' } };
  const introBytes = html_bytes - sizeOf(await renderParts(deps, withoutIntro)).html_bytes;
  throw new Refusal(
    'invalid',
    `Issue ${number} would be ${inKilobytes(html_bytes)} of HTML. Gmail clips mail at about 100 kB, so ` +
      `the limit is ${inKilobytes(MAX_HTML_BYTES)}. ${sayWhatToCut(parts, render, introBytes)}`,
  );
}

/** "61.2 kB": thousands of bytes. */
export function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).replace(/\.0$/, '')} kB`;
}

/** Votes that come before the send can bring last week's result into it. */
function readLargest(deps: MeasureDeps, issue: Issue): Promise<IssueParts> {
  return readIssueParts(deps, { issue, withEmptyResult: true });
}

function sizeOf(render: Render): IssueSize {
  const both = [render, untrackLinks(render)];
  const largest = (part: 'html' | 'text') =>
    Math.max(...both.map((each) => countBytes(each[part], each.frame.base_url)));
  return {
    html_bytes: largest('html'),
    text_bytes: largest('text'),
    limit_bytes: MAX_HTML_BYTES,
  };
}

function countBytes(segments: Segments, baseUrl: string): number {
  const pixelBytes = Buffer.byteLength(pixelMarkupFor(baseUrl, '-'.repeat(TOKEN_CHARACTERS)));
  let bytes = 0;
  for (const segment of segments) {
    if (typeof segment === 'string') bytes += Buffer.byteLength(segment);
    else if ('slot' in segment) bytes += segment.slot === 'pixel' ? pixelBytes : TOKEN_CHARACTERS;
    else if ('place' in segment) {
      bytes += Math.max(Buffer.byteLength(segment.ship), Buffer.byteLength(segment.skip));
    }
  }
  return bytes;
}

function sayWhatToCut({ cards }: IssueParts, render: Render, introBytes: number): string {
  const cardBytes = cutAtCards(render.html).cards.map((card) =>
    countBytes(card, render.frame.base_url),
  );
  const largest = Math.max(...cardBytes);
  const { slug } = cards[cardBytes.indexOf(largest)]!.comparison;
  const entry = `take out an entry: the largest is ${slug}, with ${inKilobytes(largest)}`;
  if (introBytes < largest) return `The intro takes up ${inKilobytes(introBytes)}, so ${entry}.`;
  return `Cut the intro, which takes up ${inKilobytes(introBytes)}, or ${entry}.`;
}
