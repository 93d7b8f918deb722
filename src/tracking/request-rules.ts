import type { HitRule } from './agent-rules';
import { looksLikeReader, readBrowser, readHintedChromium } from './browser';
import { isPlainHttp } from './evidence';
import { isLook, isPress, type StoredHit } from './stored-hit';

/** The method, and the headers that browsers add by themselves. */
export const requestRules: HitRule[] = [
  {
    name: 'head',
    class: 'machine',
    says: 'A HEAD request. Link checkers send these; browsers and email apps request the page itself.',
    fits: ({ method }) => method === 'HEAD',
  },
  {
    name: 'prefetch',
    class: 'machine',
    says: 'Sec-Purpose, Purpose, X-Moz or X-Purpose says prefetch, prerender or preview: the page was fetched in advance, not visited.',
    fits: ({ headers }) =>
      ['sec-purpose', 'purpose', 'x-moz', 'x-purpose'].some((name) =>
        /prefetch|prerender|preview/i.test(headers[name] ?? ''),
      ),
  },
  {
    name: 'headless-hint',
    class: 'machine',
    says: 'The client hints say HeadlessChrome, but the agent doesn’t.',
    fits: ({ headers }) => /headless/i.test(headers['sec-ch-ua'] ?? ''),
  },
  {
    name: 'hint-contradicts-agent',
    class: 'machine',
    says: 'The client hints name a different Chromium from the agent: one of the two is made up.',
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
    says: 'The agent claims to be a browser that sends Sec-Fetch headers to secure pages (Chrome 76, Firefox 90, Safari 16.4 or later), but a click, a view of a vote page or a vote came without them. The rule doesn’t apply where the service itself is on plain http.',
    fits: (hit) => hit.kind !== 'open' && lacksFetchMetadata(hit),
  },
  {
    name: 'image-without-fetch-metadata',
    class: 'unsure',
    says: 'The same for an open. Image proxies imitate browsers, so this alone doesn’t settle it.',
    fits: (hit) => hit.kind === 'open' && lacksFetchMetadata(hit),
  },
  {
    name: 'press-without-form',
    class: 'machine',
    says: 'A pressed vote that isn’t a form submission or doesn’t come from our own page. Pressing a button is both.',
    fits: (hit) => isPress(hit) && hasFetchMetadata(hit) && !isOwnForm(hit),
  },
  {
    name: 'press-without-activation',
    class: 'unsure',
    says: 'A pressed vote without Sec-Fetch-User, which suggests a script. Its presence proves nothing: headless Chromium sends it too.',
    fits: (hit) => isPress(hit) && hasFetchMetadata(hit) && !hit.headers['sec-fetch-user'],
  },
  {
    name: 'browser',
    class: 'person',
    says: 'A browser’s agent, with the Sec-Fetch headers that browser sends.',
    fits: (hit) => hasFetchMetadata(hit) && looksLikeReader(hit.user_agent),
  },
  {
    name: 'mail-program',
    class: 'person',
    says: 'An open by an email app or an older browser, which fetches images when the email is read.',
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
