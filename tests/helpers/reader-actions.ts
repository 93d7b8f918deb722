import type { TestDeps } from './deps';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const PAGE = {
  'user-agent': AGENT,
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1',
};

/** A reader's browser asks for a page, presses a button, runs the script. */
export const LOOK = { ...PAGE, 'sec-fetch-site': 'cross-site' };
export const PRESS = { ...PAGE, 'sec-fetch-site': 'same-origin' };
export const SCRIPT = {
  'user-agent': AGENT,
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'sec-fetch-site': 'same-origin',
};

interface Asked {
  app: { request: (path: string, init?: RequestInit) => Response | Promise<Response> };
  clock: TestDeps['clock'];
}

/** A reader with an ordinary browser, who reads for five seconds before each press. */
export function readerActions({ app, clock }: Asked) {
  const look = (path: string) => app.request(path, { headers: LOOK });
  const pressNow = (path: string) => app.request(path, { method: 'POST', headers: PRESS });
  const record = (path: string) =>
    app.request(`${path}/provisional`, { method: 'POST', headers: SCRIPT });
  const press = async (path: string) => {
    await look(path);
    clock.advance(5_000);
    return pressNow(path);
  };
  return { look, press, pressNow, record };
}
