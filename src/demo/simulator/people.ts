import type { Dice } from '../../local/dice';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import { type Browser, person } from './person';
import {
  appleMail,
  applePrefetch,
  desktops,
  gmailProxy,
  oldPhone,
  phones,
  yahooProxy,
} from './sources';
import { type Act, type Pattern, type Source, Timeline } from './world';

const google = (dice: Dice): Source => ({
  ...gmailProxy,
  address: `66.249.84.${dice.whole(1, 250)}`,
});
const yahoo = (dice: Dice): Source => ({
  ...yahooProxy,
  address: `98.137.20.${dice.whole(1, 250)}`,
});
const withoutScript = (browser: Browser): Browser => ({ ...browser, runsScript: false });
const OFFICE = '203.0.113.40';

const scramble = (path: string, dice: Dice) =>
  `${path.toLowerCase()}?u=${dice.whole(1e6, 9e6)}&e=${dice.whole(1e6, 9e6)}`;

/** Apple’s relay fetches the pixel at some hour; nothing shows when the person opens. */
const behindApple: Pattern = (mail, dice) => {
  const relay: Source = { ...applePrefetch, address: `17.58.${dice.whole(0, 60)}.9` };
  const prefetched = new Timeline(dice.between(MINUTE_MS, 6 * HOUR_MS), relay).image(mail.pixel);
  const browser = { browser: () => phones[0]!, opensBy: () => relay };
  const acts: Act[] = person(browser)({ ...mail, pixel: undefined }, dice);
  return [...prefetched.acts, ...acts];
};

/** Their own pixel request is a prefetch: whether they opened can't be known. */
export const unseenOpeners = ['Apple prefetch'];

interface Kind {
  share: number;
  pattern: Pattern;
  /** Whether all of their mailboxes have a machine in front. */
  isGuarded?: true;
}

export const people: Record<string, Kind> = {
  phone: { share: 5, pattern: person({ browser: (dice) => dice.pick(phones) }) },
  desktop: { share: 5, pattern: person({ browser: (dice) => dice.pick(desktops) }) },
  'Gmail on a phone': {
    share: 5,
    pattern: person({ browser: (dice) => dice.pick(phones), opensBy: google }),
  },
  'Yahoo at a desktop': {
    share: 2,
    pattern: person({ browser: (dice) => dice.pick(desktops), opensBy: yahoo }),
  },
  'Apple prefetch': { share: 4, pattern: behindApple },
  'Apple Mail': {
    share: 1,
    pattern: person({
      browser: () => desktops[3]!,
      opensBy: (dice) => ({ ...appleMail, address: dice.address() }),
    }),
  },
  'no script': {
    share: 2,
    pattern: person({ browser: (dice) => withoutScript(dice.pick(desktops)) }),
  },
  'old phone': { share: 1, pattern: person({ browser: () => oldPhone }) },
  'changes minds': {
    share: 2,
    pattern: person({ browser: (dice) => dice.pick([...phones, ...desktops]), changesMind: 0.5 }),
  },
  'takes the other button': {
    share: 2,
    pattern: person({ browser: (dice) => dice.pick([...phones, ...desktops]), takesOther: 0.25 }),
  },
  'soon after a scanner': {
    share: 3,
    pattern: person({
      browser: (dice) => dice.pick([...phones, ...desktops]),
      afterScanMs: (dice) => dice.between(1.5, 2.5) * MINUTE_MS,
    }),
    isGuarded: true,
  },
  'office behind one address': {
    share: 4,
    pattern: person({ browser: () => desktops[0]!, address: OFFICE }),
  },
  'in a hurry': {
    share: 1,
    pattern: person({
      browser: (dice) => dice.pick(desktops),
      betweenLinks: { medianMs: 3_000, leastMs: 1_200 },
    }),
  },
  'behind a rewriter': {
    share: 2,
    pattern: person({ browser: (dice) => dice.pick(desktops), rewrite: scramble }),
  },
};
