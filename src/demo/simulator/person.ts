import type { Dice } from '../../local/dice';
import { HOUR_MS } from '../../platform/durations';
import { appealOf, type SimulatedMail, toolsOf } from './mail';
import { type Pattern, type Source, Timeline } from './world';

export type Browser = Omit<Source, 'address'>;

export interface Habits {
  browser: (dice: Dice) => Browser;
  /** After the machine in front of the mailbox; otherwise some hours after the mail. */
  afterScanMs?: (dice: Dice) => number;
  /** Fetches the pixel when this person opens the mail; null for the browser. */
  opensBy?: (dice: Dice) => Source;
  address?: string;
  /** How likely a mind changes on the page, and by going back to the mail for the other button. */
  changesMind?: number;
  takesOther?: number;
  /** What a filter in front of the mailbox makes of the links. */
  rewrite?: (path: string, dice: Dice) => string;
  /** Between one link of the mail and the next. */
  betweenLinks?: { medianMs: number; leastMs: number };
}

/** A tenth of a second each for network and drawing, the rest for eye and hand. */
const MIN_PRESS_MS = 550;

/** Opens the mail after some hours, votes on some tools, perhaps reads a comparison. */
export function person(habits: Habits): Pattern {
  return (mail, dice) => {
    const address = habits.address ?? dice.address();
    const browser: Source = { ...habits.browser(dice), address };
    const startMs = arrivalMs(mail, { habits, dice });
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

function arrivalMs({ scannedMs }: SimulatedMail, { habits, dice }: { habits: Habits; dice: Dice }) {
  if (habits.afterScanMs && scannedMs !== undefined) return scannedMs + habits.afterScanMs(dice);
  return dice.humanMs(2 * HOUR_MS, 30_000, 1.2);
}

function chooseTools(mail: SimulatedMail, dice: Dice): [string, string][] {
  const tools = toolsOf(mail);
  if (dice.chance(0.3)) return [];
  const count = dice.chance(0.5) ? dice.whole(1, 2) : dice.whole(2, tools.length);
  const chosen = new Set(dice.some(tools, count));
  return tools.filter((tool) => chosen.has(tool));
}

/** A press if no script has recorded the vote, and perhaps a change of mind. */
function vote(
  reading: Timeline,
  [link, opposite]: [string, string],
  { dice, habits }: { dice: Dice; habits: Habits },
): void {
  const { medianMs, leastMs } = habits.betweenLinks ?? { medianMs: 14_000, leastMs: 2_500 };
  reading.look(rewritten(link, habits, dice));
  reading.wait(dice.between(250, 1_600)).script(link);
  if (dice.chance(0.8)) reading.wait(dice.humanMs(4_500, MIN_PRESS_MS)).press(link);
  if (dice.chance(habits.changesMind ?? 0.03)) {
    reading.wait(dice.humanMs(25_000, 1_800)).press(opposite);
  }
  if (dice.chance(habits.takesOther ?? 0)) {
    reading.wait(dice.humanMs(20_000, 4_000)).look(rewritten(opposite, habits, dice));
    reading.wait(dice.between(250, 1_600)).script(opposite);
    reading.wait(dice.humanMs(4_500, MIN_PRESS_MS)).press(opposite);
  }
  reading.wait(dice.humanMs(medianMs, leastMs));
}

function rewritten(path: string, { rewrite }: Habits, dice: Dice): string {
  return rewrite ? rewrite(path, dice) : path;
}
