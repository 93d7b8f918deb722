import { expect, it } from 'vitest';
import { fill } from '../emails/text-lines';
import { readAddress } from '../src/audience/address';
import { slugBase } from '../src/catalog/slug';
import { toAsciiSender } from '../src/platform/text/ascii';
import { cleanLine, cleanLines } from '../src/platform/text/clean-text';
import { cutAtSentence } from '../src/rendering/excerpt';
import { listId } from '../src/rendering/render-issue';
import { shortenName } from '../src/selection/short-name';
import { agentRules } from '../src/tracking/agent-rules';
import { looksLikeReader, readBrowser } from '../src/tracking/browser';
import { networkOf, readEvidence } from '../src/tracking/evidence';
import type { StoredHit } from '../src/tracking/stored-hit';
import { readPath } from '../src/web/read-path';
import { cpuMsOf } from './helpers/processes/cpu-time';

const PUBLIC_URL = 'https://verdicts.example.com';
const headers = (value: string) => new Headers({ 'user-agent': value, accept: value });

/** What reads something from outside, and whatever length it is given. */
const READERS: Record<string, (text: string) => unknown> = {
  fill,
  cutAtSentence,
  cleanLine,
  cleanLines,
  readAddress,
  slugBase,
  shortenName,
  toAsciiSender,
  networkOf,
  looksLikeReader,
  readBrowser,
  listId: (text) => listId(text, PUBLIC_URL),
  readPath: (text) => readPath({ url: `${PUBLIC_URL}/c/${encodeURIComponent(text)}/1` }),
  readEvidence: (text) =>
    readEvidence(
      { method: 'GET', headers: headers(text.replace(/[^\x20-\x7e]/g, '?')) },
      { address: '192.0.2.1', isTrustworthy: true },
    ),
  agentRules: (text) =>
    agentRules.map((rule) => rule.fits({ kind: 'open', user_agent: text } as StoredHit)),
};

const FILLS = [
  ...[
    '!',
    ' ',
    'a ',
    'a. ',
    'vs. ',
    '-1',
    '@',
    'a@',
    '.',
    'a.',
    ',',
    '"',
    '“',
    ')',
    '(',
    '<',
    '>',
    '[',
    '%41',
    '/',
  ],
  ...[
    'https://',
    'https://a!! ',
    'x64) Chrome/64.',
    'Version/1.1 ',
    'iPhone OS 1',
    'Mozilla/5.0 (a) ',
    'bot',
  ],
  ...[
    '\u200b',
    'क\u200d',
    '\u2068',
    'ש\u2068',
    '\u202e',
    '\u0301',
    'e\u0301',
    '👩‍',
    '\u00a0',
    '字',
    ':',
    '::',
    '\t',
  ],
];
/** From few to many, so that what is not linear is found before it hangs. */
const SIZES = [1_000, 4_000, 20_000, 100_000];
const MAX_MS = 500;

it.each(Object.keys(READERS))(
  '%s takes linear time, whatever stands in 100,000 characters',
  (name) => {
    const slow = FILLS.map((fill) => [fill, fastestMs(READERS[name]!, fill)] as const);
    expect(slow.filter(([, ms]) => ms > MAX_MS)).toEqual([]);
  },
);

function fastestMs(read: (text: string) => unknown, fill: string): number {
  let fastest = 0;
  for (const characters of SIZES) {
    const text = `x${fill.repeat(characters / fill.length)}\u0416`;
    fastest = cpuMsOf(() => read(text));
    if (fastest > MAX_MS)
      fastest = Math.min(
        fastest,
        cpuMsOf(() => read(text)),
      );
    if (fastest > MAX_MS) break;
  }
  return fastest;
}
