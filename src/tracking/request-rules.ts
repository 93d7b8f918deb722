import type { HitRule } from './agent-rules';
import { looksLikeReader, readBrowser, readHintedChromium } from './browser';
import { isPlainHttp } from './evidence';
import { isLook, isPress, type StoredHit } from './stored-hit';

/** The method, and the headers that browsers add by themselves. */
export const requestRules: HitRule[] = [
  {
    name: 'head',
    class: 'machine',
    says: 'A HEAD request. Link checkers send them; browsers and mail programs ask for the page.',
    fits: ({ method }) => method === 'HEAD',
  },
  {
    name: 'prefetch',
    class: 'machine',
    says: 'Sec-Purpose, Purpose, X-Moz or X-Purpose says prefetch, prerender or preview. Fetched ahead, not a visit.',
    fits: ({ headers }) =>
      ['sec-purpose', 'purpose', 'x-moz', 'x-purpose'].some((name) =>
        /prefetch|prerender|preview/i.test(headers[name] ?? ''),
      ),
  },
  {
    name: 'headless-hint',
    class: 'machine',
    says: 'The client hints say HeadlessChrome although the agent does not.',
    fits: ({ headers }) => /headless/i.test(headers['sec-ch-ua'] ?? ''),
  },
  {
    name: 'hint-contradicts-agent',
    class: 'machine',
    says: 'The client hints name another Chromium than the agent, so one of the two is made up.',
    fits: ({ user_agent, headers }) => {
      const claimed = readBrowser(user_agent);
      const hinted = readHintedChromium(headers);
      if (hinted === undefined || claimed?.engine !== 'chromium') return false;
      return Math.floor(claimed.version) !== hinted;
    },
  },
  {
    name: 'no-fetch-metadata',
    class: 'machine',
    says: 'The agent claims a browser that sends Sec-Fetch headers to secure pages (Chrome 76, Firefox 90, Safari 16.4 and later), yet a click, a view of a vote page or a cast came without them. Not where the service itself is on plain http.',
    fits: (hit) => hit.kind !== 'open' && lacksFetchMetadata(hit),
  },
  {
    name: 'image-without-fetch-metadata',
    class: 'unsure',
    says: 'The same for an open. Image proxies imitate browsers, so this alone decides nothing.',
    fits: (hit) => hit.kind === 'open' && lacksFetchMetadata(hit),
  },
  {
    name: 'press-without-form',
    class: 'machine',
    says: 'A confirmed cast that is not a form’s navigation, or does not come from our own page. A pressed button is both.',
    fits: (hit) => isPress(hit) && hasFetchMetadata(hit) && !isOwnForm(hit),
  },
  {
    name: 'press-without-activation',
    class: 'unsure',
    says: 'A confirmed cast without Sec-Fetch-User, which hints at a script. Its presence proves nothing: headless Chromium sends it too.',
    fits: (hit) => isPress(hit) && hasFetchMetadata(hit) && !hit.headers['sec-fetch-user'],
  },
  {
    name: 'browser',
    class: 'person',
    says: 'A browser’s agent with the Sec-Fetch headers that this browser sends.',
    fits: (hit) => hasFetchMetadata(hit) && looksLikeReader(hit.user_agent),
  },
  {
    name: 'mail-program',
    class: 'person',
    says: 'An open by a mail program or an older browser, which fetches images when the mail is read.',
    fits: (hit) =>
      hit.kind === 'open' &&
      looksLikeReader(hit.user_agent) &&
      !hit.user_agent?.includes('Proxy') &&
      !readBrowser(hit.user_agent)?.isModern,
  },
];

function hasFetchMetadata({ headers }: StoredHit): boolean {
  return headers['sec-fetch-mode'] !== undefined;
}

function lacksFetchMetadata(hit: StoredHit): boolean {
  if (isPlainHttp(hit)) return false;
  return readBrowser(hit.user_agent)?.isModern === true && !hasFetchMetadata(hit);
}

function isOwnForm(hit: StoredHit): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-site': site } = hit.headers;
  return !isLook(hit) && mode === 'navigate' && (site === undefined || site === 'same-origin');
}
