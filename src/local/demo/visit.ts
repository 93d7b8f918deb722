import { request } from 'node:http';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const PAGE = {
  'user-agent': AGENT,
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1',
};

/** What a reader's browser asks for, with the headers that it would send. */
const HEADERS = {
  image: { 'user-agent': AGENT, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  page: { ...PAGE, 'sec-fetch-site': 'cross-site' },
  press: { ...PAGE, 'sec-fetch-site': 'same-origin', 'content-length': '0' },
};

/** One request over HTTP; throws where a press is not answered with 200. */
export async function visit(link: string, as: keyof typeof HEADERS = 'page'): Promise<void> {
  const method = as === 'press' ? 'POST' : 'GET';
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(link, { method, headers: HEADERS[as] }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
      answer.once('error', reject);
    });
    asked.once('error', reject).end();
  });
  if (as === 'press' && status !== 200) throw new Error(`a vote was answered with ${status}`);
}
