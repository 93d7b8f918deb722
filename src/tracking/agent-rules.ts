import type { Rule, StoredHit } from './stored-hit';

export interface HitRule extends Rule {
  fits: (hit: StoredHit) => boolean;
}

const PROGRAMS = [
  /HeadlessChrome|PhantomJS|Puppeteer|Playwright|Selenium|Electron/i,
  /curl\/|Wget\/|python|aiohttp|Go-http-client|okhttp|Java\/|Apache-HttpClient|node-fetch|axios/i,
  /libwww|Ruby|PHP\/|Guzzle|undici/i,
  /Barracuda|Mimecast|Proofpoint|Sophos|Symantec|Cloudmark|TrendMicro|Fortinet|Zscaler/i,
  /BingPreview|SkypeUriPreview|Slackbot|facebookexternalhit|WhatsApp\/|TelegramBot|Twitterbot/i,
  /(?<!cu)bot(?:[/;) ]|$)|crawler|spider|scanner|link ?check/i,
];

function agentIncludes(hit: StoredHit, ...parts: string[]): boolean {
  return parts.every((part) => hit.user_agent?.includes(part));
}

/** By user agent alone: makers' own marks, not shared ones such as "Chrome". */
export const agentRules: HitRule[] = [
  {
    name: 'empty-agent',
    class: 'machine',
    says: 'No user agent at all. Every email app and browser names itself.',
    fits: ({ user_agent }) => !user_agent?.trim(),
  },
  {
    name: 'apple-prefetch',
    class: 'machine',
    says: 'An open by exactly “Mozilla/5.0”: Apple Mail Privacy Protection fetches every image, whether or not anyone reads the email. This applies to opens only; the same readers’ clicks are their own.',
    fits: ({ kind, user_agent }) => kind === 'open' && user_agent === 'Mozilla/5.0',
  },
  {
    name: 'gmail-prefetch',
    class: 'machine',
    says: 'The agent “… Chrome/42.0.2311.135 … Edge/12.246 Mozilla/5.0”, which Gmail uses to fetch images in advance: 1 to 6% of its opens.',
    fits: (hit) => agentIncludes(hit, 'Chrome/42.0.2311.135', 'Edge/12.246 Mozilla/5.0'),
  },
  {
    name: 'gmail-proxy',
    class: 'person',
    says: 'An open through ggpht.com GoogleImageProxy: Gmail fetches the image when a person opens the email, then keeps a copy.',
    fits: (hit) => hit.kind === 'open' && agentIncludes(hit, 'GoogleImageProxy'),
  },
  {
    name: 'yahoo-proxy',
    class: 'person',
    says: 'An open through YahooMailProxy, which fetches the image when a person opens the email.',
    fits: (hit) => hit.kind === 'open' && agentIncludes(hit, 'YahooMailProxy'),
  },
  {
    name: 'safe-links',
    class: 'machine',
    says: 'Chrome 64, 72 or 125 on Windows 10 and nothing else in the agent: this is Microsoft Safe Links, which runs scripts and submits forms, as several operators have seen.',
    fits: (hit) =>
      agentIncludes(hit, 'Windows NT 10.0; Win64; x64) ') &&
      /Chrome\/(?:64|72|125)\.[\d.]+ Safari\/537\.36$/.test(hit.user_agent ?? ''),
  },
  {
    name: 'program',
    class: 'machine',
    says: 'The agent names a program, such as HeadlessChrome, curl, Python, Go, Barracuda, a crawler or a link preview.',
    fits: ({ user_agent }) => PROGRAMS.some((names) => names.test(user_agent ?? '')),
  },
];
