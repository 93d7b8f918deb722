import type { Source } from './world';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const ENGLISH = { 'accept-language': 'en-US,en;q=0.9' };

/** Recorded from up-to-date browsers. */
function modern(agent: string, more: Record<string, string> = {}): Omit<Source, 'address'> {
  const base = { 'user-agent': agent, ...ENGLISH, ...more };
  const page = {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-user': '?1',
  };
  return {
    page: { ...base, ...page, 'sec-fetch-site': 'cross-site' },
    form: {
      ...base,
      ...page,
      'sec-fetch-site': 'same-origin',
      origin: 'null',
      'content-type': 'application/x-www-form-urlencoded',
    },
    script: {
      ...base,
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sec-fetch-site': 'same-origin',
    },
    image: {
      ...base,
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-dest': 'image',
      'sec-fetch-site': 'cross-site',
    },
    runsScript: true,
  };
}

/** An old browser, or a program. */
function plain(agent: string | null, runsScript = false): Omit<Source, 'address'> {
  const base: Record<string, string> = agent === null ? {} : { 'user-agent': agent };
  return { page: base, form: base, script: base, image: base, runsScript };
}

export const desktops = [
  modern(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, {
    'sec-ch-ua': '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
  }),
  modern(
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
    { 'sec-ch-ua': '"Microsoft Edge";v="141", "Chromium";v="141", "Not?A_Brand";v="8"' },
  ),
  modern('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'),
  modern(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
  ),
];

export const phones = [
  modern(
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  ),
  modern(
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  ),
  modern(`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`),
  modern(
    `Mozilla/5.0 (Linux; Android 14; SM-S911B; wv) ${WEBKIT} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
  ),
];

export const oldPhone = plain(
  'Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1',
  true,
);
export const appleMail = plain(
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
);
export const applePrefetch = plain('Mozilla/5.0');
export const gmailProxy = plain(
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
);
export const gmailPrefetch = plain(
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0`,
);
export const yahooProxy = plain(
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
);
/** Safe Links’ sandbox: an old Chrome with scripts, and with Sec-Fetch headers if it knows them. */
export const safeLinks = (version: string) =>
  modern(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/${version} Safari/537.36`);
export const program = (agent: string | null) => plain(agent);
/** Claims to be a browser and sends no more than the claim. */
export const pretender = plain(
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/139.0.0.0 Safari/537.36`,
);
export { modern };
