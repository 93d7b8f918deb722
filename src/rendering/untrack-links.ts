import { escapeMarkup } from '../platform/text/escape-markup';
import { PATHS } from '../tracking/tokens';
import type { Render } from './render';
import type { Segments } from './segments';

/** For readers who object to being counted. Links without a known destination stay. */
export function untrackLinks(render: Render): Render {
  const { html, text, frame } = render;
  return {
    ...render,
    html: replaceLinks(html, frame, escapeMarkup),
    text: replaceLinks(text, frame, (url) => url),
  };
}

/** A counted link is the end of one text, its token's slot, and the start of the next text. */
function replaceLinks(
  segments: Segments,
  { base_url, destinations }: Render['frame'],
  write: (url: string) => string,
): Segments {
  const start = `${base_url}/${PATHS.c}/`;
  const replaced: Segments = [];
  for (const segment of segments) {
    const before = replaced.at(-2);
    const [path, n] = (typeof segment === 'string' && /^\/(\d+)/.exec(segment)) || [];
    const isLink = isClick(replaced.at(-1)) && n !== undefined;
    const url = isLink ? destinations[n] : undefined;
    if (url !== undefined && typeof before === 'string' && before.endsWith(start)) {
      const after = (segment as string).slice(path!.length);
      replaced.splice(-2, 2, before.slice(0, -start.length) + write(url) + after);
    } else {
      replaced.push(segment);
    }
  }
  return replaced;
}

function isClick(segment: Segments[number] | undefined): boolean {
  return typeof segment === 'object' && 'slot' in segment && segment.slot === 'click';
}
