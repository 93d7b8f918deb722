import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyHits, RULE_VERSION, rules } from '../../src/tracking/machine';
import type { StoredHit } from '../../src/tracking/stored-hit';
import { CHROME, hit, IPHONE, look, open, press, scriptCast } from './hits';

const classify = (...hits: StoredHit[]) =>
  classifyHits(hits).map(({ class: hitClass, reasons }) => [hitClass, ...reasons]);
const classifications = (...hits: StoredHit[]) =>
  classifyHits(hits).map(({ class: hitClass }) => hitClass);

const GMAIL_PREFETCH =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';
const SAFE_LINKS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.109 Safari/537.36';

describe('an open', () => {
  it.each([
    ['Mozilla/5.0', 'machine', 'apple-prefetch'],
    [
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      'person',
      'gmail-proxy',
    ],
    [GMAIL_PREFETCH, 'machine', 'gmail-prefetch'],
    [
      'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
      'person',
      'yahoo-proxy',
    ],
    ['Barracuda Sentinel (EE)', 'machine', 'program'],
    ['', 'machine', 'empty-agent'],
    [null, 'machine', 'empty-agent'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
      'person',
      'mail-program',
    ],
    ['Microsoft Office/16.0 (Microsoft Outlook 16.0.17928; Pro)', 'person', 'mail-program'],
    [CHROME, 'unsure', 'image-without-fetch-metadata'],
    ['Something unheard of', 'unsure', 'nothing-known'],
  ])('by %s is classified %s: %s', (agent, hitClass, reason) => {
    expect(classify(open(0, agent))).toEqual([[hitClass, reason].flat()]);
  });
});

describe('a click', () => {
  it('by exactly "Mozilla/5.0" is not Apple’s prefetch: that rule is for opens only', () => {
    expect(classify(hit(0, { user_agent: 'Mozilla/5.0', headers: {} }))).toEqual([
      ['unsure', 'nothing-known'],
    ]);
  });

  it.each([
    [{}, 'person', 'browser'],
    [{ user_agent: IPHONE }, 'person', 'browser'],
    [{ headers: {} }, 'machine', 'no-fetch-metadata'],
    [{ method: 'HEAD' }, 'machine', 'head'],
    [{ user_agent: 'curl/8.9.1', headers: {} }, 'machine', 'program'],
    [{ user_agent: 'python-requests/2.32', headers: {} }, 'machine', 'program'],
    [{ user_agent: 'Go-http-client/2.0', headers: {} }, 'machine', 'program'],
    [{ user_agent: 'Googlebot/2.1', headers: {} }, 'machine', 'program'],
    [{ user_agent: SAFE_LINKS }, 'machine', 'safe-links'],
    [{ user_agent: CHROME.replace('Chrome/', 'HeadlessChrome/') }, 'machine', 'program'],
    [
      { headers: { 'sec-fetch-mode': 'navigate', 'sec-purpose': 'prefetch;prerender' } },
      'machine',
      'prefetch',
    ],
    [
      { headers: { 'sec-fetch-mode': 'navigate', 'sec-ch-ua': '"HeadlessChrome";v="141"' } },
      'machine',
      'headless-hint',
    ],
    [
      { headers: { 'sec-fetch-mode': 'navigate', 'sec-ch-ua': '"Chromium";v="120"' } },
      'machine',
      'hint-contradicts-agent',
    ],
    [{ user_agent: IPHONE.replaceAll('18_5', '15_6'), headers: {} }, 'unsure', 'nothing-known'],
  ])('with %j is classified %s: %s', (parts, hitClass, reason) => {
    const [first] = classify(hit(0, parts as Partial<StoredHit>));
    expect(first).toContain(reason);
    expect(first![0]).toBe(hitClass);
  });

  it('without Sec-Fetch headers on a plain http service, to which no browser sends them, is not a machine’s', () => {
    const headers = { ':scheme': 'http' };
    expect(classify(hit(0, { headers }), hit(9, { headers, user_agent: 'curl/8.9.1' }))).toEqual([
      ['unsure', 'nothing-known'],
      ['machine', 'program'],
    ]);
    expect(classify(look(0, 1, { headers }), press(9, 1, { headers }))).toEqual(
      Array(2).fill(['unsure', 'nothing-known']),
    );
  });

  it('by a phone whose maker’s name ends in "bot" is a person’s', () => {
    const user_agent =
      'Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
    expect(classifications(hit(0, { user_agent }))).toEqual(['person']);
  });
});

describe('a burst', () => {
  it('of three links within two seconds makes its whole visit a machine’s, at whatever hour it comes', () => {
    for (const start of [0, 43, 86_000]) {
      const visit = [1, 3, 5].map((n, at) => look(start + at * 0.4, n));
      expect(classifications(...visit, look(start + 60, 7))).toEqual(Array(4).fill('machine'));
    }
  });

  it('is found if each request comes from another network, and spares the reader who comes a minute later', () => {
    const burst = [1, 2, 3, 4].map((n) => look(n * 0.2, n, { network: `203.0.${n}.0/24` }));
    expect(classifications(...burst, look(61, 1, { user_agent: IPHONE }))).toEqual([
      ...Array(4).fill('machine'),
      'person',
    ]);
  });

  it('of sandboxes, a new one for each link, that press the other button as well is one scanner’s', () => {
    const sandboxes = [1, 2, 3, 4, 5, 6].flatMap((n, at) => {
      const from = { network: `203.0.${n}.0/24` };
      const other = n % 2 ? n + 1 : n - 1;
      const start = at * 17 + at * at;
      return [look(start, n, from), press(start + 5, n, from), press(start + 9, other, from)];
    });
    expect(classify(...sandboxes)).toEqual(Array(18).fill(['machine', 'both-sides']));
  });

  it('of sandboxes that come from one of their addresses again is one scanner’s all the same', () => {
    const sandboxes = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n, at) => {
      const from = { network: `203.0.${[1, 2, 3, 1, 4, 5, 1, 2][at]}.0/24` };
      return [look(at * 17 + at * at, n, from), press(at * 17 + at * at + 5, n, from)];
    });
    expect(classify(...sandboxes)).toEqual(Array(16).fill(['machine', 'both-sides']));
  });

  it('of sandboxes that take turns at four addresses, links of many tools at each, is one scanner’s', () => {
    const turns = [1, 2, 3, 4, 2, 1, 4, 3, 1, 3, 2, 4, 4, 2, 3, 1];
    const sandboxes = turns.flatMap((turn, at) => {
      const from = { network: `203.0.${turn}.0/24` };
      return [look(at * 17 + (at % 5), at + 1, from), press(at * 17 + 8, at + 1, from)];
    });
    expect(classify(...sandboxes)).toEqual(Array(32).fill(['machine', 'both-sides']));
  });

  it('by a scanner does not condemn the reader who acts in the very same second from elsewhere', () => {
    const burst = [1, 2, 3, 4].map((n) => look(n * 0.2, n));
    const reader = { network: '192.0.2.0/24', user_agent: IPHONE };
    const readers = [look(0.5, 1, reader), hit(5, { ...reader, link_n: 9 })];
    expect(classifications(...burst, ...readers)).toEqual([
      ...Array(4).fill('machine'),
      'person',
      'person',
    ]);
  });

  it('condemns nobody who later shares its network and agent in a visit of their own', () => {
    const burst = [1, 2, 3].map((n) => look(n * 0.2, n));
    expect(classifications(...burst, look(3_600, 1), press(3_620, 1)).slice(3)).toEqual([
      'person',
      'person',
    ]);
  });

  it('is not a reader who follows a link every four seconds', () => {
    expect(classifications(...[1, 4, 5, 8, 9].map((n, at) => look(at * 4 + (at % 2), n)))).toEqual(
      Array(5).fill('person'),
    );
  });
});

describe('a slow visit', () => {
  it('that opens the Ship link and the Skip link of three tools is a scanner’s, a minute apart or not', () => {
    const visit = [1, 2, 3, 4, 5, 6].flatMap((n, at) => {
      const start = at * 61 + at * at;
      return [look(start, n), press(start + 9, n)];
    });
    expect(classify(...visit)).toEqual(Array(12).fill(['machine', 'both-sides']));
  });

  it('that opens both links of two tools and presses nothing there is a scanner’s too', () => {
    const visit = [1, 2, 3, 4].map((n, at) => look(at * 61 + at * at, n));
    expect(classify(...visit)).toEqual(Array(4).fill(['machine', 'both-sides']));
  });

  it('of a reader who goes back to the mail and takes the other button on two tools stays a person’s', () => {
    const back = [1, 2, 3, 4].flatMap((n, at) => [look(at * 27, n), press(at * 27 + 12, n)]);
    expect(classifications(...back)).toEqual(Array(8).fill('person'));
    const recorded = [1, 3].flatMap((n, at) => [
      look(at * 60, n),
      scriptCast(at * 60 + 1, n),
      look(at * 60 + 20, n + 1),
      press(at * 60 + 28, n + 1),
    ]);
    expect(classifications(...recorded)).toEqual(Array(8).fill('person'));
  });

  it('of a reader who takes the other button on three of five tools stays a person’s, and on three of four does not', () => {
    const bySides = [1, 2, 3, 4, 5, 6].flatMap((n, at) => [
      look(at * 27, n),
      press(at * 27 + 12, n),
    ]);
    const onOne = (n: number) => [look(n * 31, n), press(n * 31 + 9, n)];
    expect(classifications(...bySides, ...onOne(7), ...onOne(9))).toEqual(Array(16).fill('person'));
    expect(classify(...bySides, ...onOne(7))).toEqual(Array(14).fill(['machine', 'both-sides']));
  });

  it('of a reader who goes back to the mail and takes the other link of one tool stays a person’s', () => {
    expect(
      classifications(look(0, 1), press(9, 1), look(40, 2), press(55, 2), look(70, 3)),
    ).toEqual(Array(5).fill('person'));
  });

  it('that presses both buttons of every tool, seconds apart, is a scanner’s', () => {
    const visit = [1, 3, 5].flatMap((n, at) => [
      look(at * 60 + at * at, n),
      press(at * 60 + 11, n),
      press(at * 60 + 17 + at, n + 1),
    ]);
    expect(classify(...visit)).toEqual(Array(9).fill(['machine', 'both-pressed']));
  });

  it('of a reader who changes their mind on several tools, after some thought, stays a person’s', () => {
    const visit = [1, 3, 5, 7].flatMap((n, at) => [
      look(at * 60 + at * at, n),
      press(at * 60 + 11, n),
      press(at * 60 + 25 + at, n + 1),
    ]);
    expect(classifications(...visit)).toEqual(Array(12).fill('person'));
  });

  it('with links at equal distances is a timer’s', () => {
    const visit = [1, 3, 5, 7, 9, 11, 13].map((n, at) => look(at * 20, n));
    expect(classify(...visit)[0]).toEqual(['machine', 'metronome']);
    for (const pace of [
      [0, 14, 51, 60, 99, 103, 140],
      [0, 22.3, 44.8, 64.6, 89, 115, 137],
    ]) {
      const byHand = pace.map((at, n) => look(at, n * 2 + 1));
      expect(classifications(...byHand)).toEqual(Array(7).fill('person'));
    }
  });

  it('with a HEAD in it is a link checker’s', () => {
    expect(classifications(look(0, 1, { method: 'HEAD' }), look(3, 1))).toEqual([
      'machine',
      'machine',
    ]);
  });

  it('with a HEAD in it leaves the reader alone who follows the same link from elsewhere', () => {
    const checker = { method: 'HEAD', user_agent: 'Mozilla/5.0', network: '203.0.113.0/24' };
    expect(classifications(look(0, 1, checker), look(3, 1), press(9, 1)).slice(1)).toEqual([
      'person',
      'person',
    ]);
  });
});

describe('a cast', () => {
  it('pressed on a page that was looked at is a person’s, and so is a script’s on a visible page', () => {
    expect(classifications(look(0, 1), scriptCast(1, 1), press(12, 1))).toEqual(
      Array(3).fill('person'),
    );
  });

  it('without Sec-Fetch headers by an agent that claims a modern browser is a machine’s', () => {
    expect(classify(look(0, 1), press(9, 1, { headers: {} }))[1]).toEqual([
      'machine',
      'no-fetch-metadata',
    ]);
  });

  it('that no form of ours sent is a machine’s', () => {
    const fetched = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
    const foreign = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' };
    for (const headers of [fetched, foreign])
      expect(classify(look(0, 1), press(9, 1, { headers }))[1]).toContain('press-without-form');
  });

  it('is not proved by Sec-Fetch-User, and without it is only unsure', () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' };
    expect(classify(look(0, 1), press(9, 1, { headers }))[1]).toEqual([
      'unsure',
      'press-without-activation',
    ]);
    expect(classify(look(0, 1), look(0.1, 2), look(0.2, 3), press(9, 1))[3]).toEqual([
      'machine',
      'burst',
    ]);
  });

  it('within half a second of the page, or without any page, is a machine’s', () => {
    expect(classifications(look(0, 1), press(0.6, 1))).toEqual(['person', 'person']);
    expect(classify(look(0, 1), press(0.4, 1))[1]).toEqual(['machine', 'quick-press']);
    expect(classify(look(0, 3), press(9, 1))[1]).toEqual(['machine', 'press-without-page']);
  });

  it('without any page is a person’s if page views had filled the hour: theirs may not have been kept', () => {
    const looks = (count: number, from: number) =>
      Array.from({ length: count }, (_, n) => look(from + n, 3, { user_agent: 'curl/8.9.1' }));
    const pressed = (hits: StoredHit[], seconds: number) =>
      classify(...hits, press(seconds, 1)).at(-1);
    expect(pressed(looks(100, 0), 200)).toEqual(['person', 'browser']);
    expect(pressed(looks(99, 0), 200)).toEqual(['machine', 'press-without-page']);
    expect(pressed(looks(100, 0), 3_700)).toEqual(['person', 'browser']);
    expect(pressed(looks(100, 3_550), 3_700)).toEqual(['machine', 'press-without-page']);
    expect(pressed(looks(100, 300), 200)).toEqual(['machine', 'press-without-page']);
  });

  it('that contradicts another within three seconds is held with it, and one that takes longer is not', () => {
    const [, ship, skip] = classify(look(0, 1), press(9, 1), press(11, 2));
    expect([ship, skip]).toEqual(Array(2).fill(['machine', 'contradiction']));
    expect(classifications(look(0, 1), press(9, 1), press(13, 2))).toEqual(Array(3).fill('person'));
  });

  it('pressed at once to correct what the script recorded contradicts nothing', () => {
    expect(classifications(look(0, 1), scriptCast(1, 1), press(2.5, 2))).toEqual(
      Array(3).fill('person'),
    );
  });

  it('of the same choice, pressed twice in the same second, is a double click', () => {
    expect(classifications(look(0, 1), press(5, 1), press(5.2, 1))).toEqual(
      Array(3).fill('person'),
    );
  });
});

describe('the rules', () => {
  it('have names of their own, and each says what it looks at', () => {
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    for (const { says } of rules) expect(says).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('answer the same for the same hits in any order, with their version', () => {
    const anyHit = fc
      .tuple(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(look, press, scriptCast),
        fc.constantFrom(CHROME, IPHONE, 'curl/8'),
      )
      .map(([seconds, n, make, user_agent]) => make(seconds, n, { user_agent }));
    const byId = (hits: StoredHit[]) => classifyHits(hits).toSorted((a, b) => a.id - b.id);
    fc.assert(
      fc.property(fc.array(anyHit, { maxLength: 12 }), (hits) => {
        expect(byId(hits.toReversed())).toEqual(byId(hits));
        for (const classified of byId(hits)) {
          expect(classified.rule_version).toBe(RULE_VERSION);
          expect(classified.reasons).not.toEqual([]);
        }
      }),
    );
  });
});
