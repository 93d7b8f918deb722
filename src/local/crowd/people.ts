import type { Dice } from './dice';
import { appealOf, type CrowdMail, toolsOf } from './mail';
import {
  appleMail,
  applePrefetch,
  desktops,
  gmailProxy,
  oldPhone,
  phones,
  yahooProxy,
} from './sources';
import { type Act, HOUR_MS, MINUTE_MS, type Pattern, type Source, Timeline } from './world';

type Browser = Omit<Source, 'address'>;

interface Habits {
  browser: (dice: Dice) => Browser;
  /** Who fetches the pixel when this person opens the mail; null where the browser does. */
  opensBy?: (dice: Dice) => Source;
  address?: string;
  changesMind?: number;
  /** What a filter in front of the mailbox has made of the links. */
  rewrite?: (path: string, dice: Dice) => string;
  /** How long between one link of the mail and the next. */
  betweenLinks?: { medianMs: number; leastMs: number };
}

const google = (dice: Dice): Source => ({
  ...gmailProxy,
  address: `66.249.84.${dice.whole(1, 250)}`,
});
const yahoo = (dice: Dice): Source => ({
  ...yahooProxy,
  address: `98.137.20.${dice.whole(1, 250)}`,
});
const withoutScript = (browser: Browser): Browser => ({ ...browser, runsScript: false });
/** A tenth of a second each for the way and for drawing the page, and the rest for eye and hand. */
const LEAST_PRESS_MS = 550;
const OFFICE = '203.0.113.40';

/** Opens the mail some hours after it came, votes on some tools, perhaps reads a comparison. */
function person(habits: Habits): Pattern {
  return (mail, dice) => {
    const address = habits.address ?? dice.address();
    const browser: Source = { ...habits.browser(dice), address };
    const startMs = dice.humanMs(2 * HOUR_MS, 30_000, 1.2);
    const reading = new Timeline(startMs, browser);
    const opening = new Timeline(startMs, habits.opensBy?.(dice) ?? browser).image(mail.pixel);
    reading.wait(dice.humanMs(20_000, 3_000));
    for (const tool of chooseTools(mail, dice)) {
      const isShip = dice.chance(appealOf(mail, tool));
      vote(reading, isShip ? tool : [tool[1], tool[0]], { dice, habits });
    }
    if (dice.chance(0.35)) reading.look(rewritten(dice.pick(mail.clicks), habits, dice));
    return [...opening.acts, ...reading.acts];
  };
}

function chooseTools(mail: CrowdMail, dice: Dice): [string, string][] {
  const tools = toolsOf(mail);
  if (dice.chance(0.3)) return [];
  const count = dice.chance(0.5) ? dice.whole(1, 2) : dice.whole(2, tools.length);
  const chosen = new Set(dice.some(tools, count));
  return tools.filter((tool) => chosen.has(tool));
}

/** From the mail to the vote page; a press where no script has recorded it; perhaps a change of mind. */
function vote(
  reading: Timeline,
  [link, opposite]: [string, string],
  { dice, habits }: { dice: Dice; habits: Habits },
): void {
  const { medianMs, leastMs } = habits.betweenLinks ?? { medianMs: 14_000, leastMs: 2_500 };
  reading.look(rewritten(link, habits, dice));
  reading.wait(dice.between(250, 1_600)).script(link);
  if (dice.chance(0.8)) reading.wait(dice.humanMs(4_500, LEAST_PRESS_MS)).press(link);
  if (dice.chance(habits.changesMind ?? 0.03)) {
    reading.wait(dice.humanMs(25_000, 1_800)).press(opposite);
  }
  reading.wait(dice.humanMs(medianMs, leastMs));
}

function rewritten(path: string, { rewrite }: Habits, dice: Dice): string {
  return rewrite ? rewrite(path, dice) : path;
}

const scramble = (path: string, dice: Dice) =>
  `${path.toLowerCase()}?u=${dice.whole(1e6, 9e6)}&e=${dice.whole(1e6, 9e6)}`;

/** Apple’s relay fetches the pixel at some hour; when the person opens, nothing of it is seen. */
const behindApple: Pattern = (mail, dice) => {
  const relay: Source = { ...applePrefetch, address: `17.58.${dice.whole(0, 60)}.9` };
  const prefetched = new Timeline(dice.between(MINUTE_MS, 6 * HOUR_MS), relay).image(mail.pixel);
  const browser = { browser: () => phones[0]!, opensBy: () => relay };
  const acts: Act[] = person(browser)({ ...mail, pixel: undefined }, dice);
  return [...prefetched.acts, ...acts];
};

/** Those whose own pixel request is a prefetch: whether they opened cannot be known. */
export const unseenOpeners = ['Apple prefetch'];

export const people: Record<string, { share: number; pattern: Pattern }> = {
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
