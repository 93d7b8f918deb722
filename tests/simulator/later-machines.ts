import { desktops, modern, phones } from '../../src/demo/simulator/sources';
import { type Pattern, Timeline } from '../../src/demo/simulator/world';
import { MINUTE_MS, SECOND_MS } from '../../src/platform/durations';

/**
 * Written once the rules stood, and never used to fix them: what these get past, the rules don't
 * see.
 */

/** A farm of browsers: every page from another address and browser, seconds apart. */
const farm: Pattern = (mail, dice) => {
  let nowMs = dice.humanMs(50 * SECOND_MS, 10 * SECOND_MS);
  return mail.votes.flatMap((link) => {
    const browser = dice.pick([...desktops, ...phones]);
    const visit = new Timeline(nowMs, { ...browser, address: dice.address() }).look(link);
    visit.wait(dice.between(400, 1_500)).script(link);
    visit.wait(dice.between(1_200, 4_000)).press(link);
    nowMs = visit.nowMs + dice.between(200, 6_000);
    return visit.acts;
  });
};

/** A sandbox with a current browser that tries two or three links an hour or so later. */
const sampler: Pattern = (mail, dice) => {
  const agent =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  const source = { ...modern(agent), address: dice.address() };
  const visit = new Timeline(dice.between(30, 90) * MINUTE_MS, source);
  for (const link of dice.some(mail.votes, dice.whole(2, 3))) {
    visit.look(link).wait(dice.between(700, 2_000)).script(link);
    visit.wait(dice.between(900, 2_500)).press(link).wait(dice.between(600, 3_000));
  }
  return visit.acts;
};

/** Opens all pages in tabs first, then goes through the tabs and presses in each. */
const tabScanner: Pattern = (mail, dice) => {
  const visit = new Timeline(dice.between(20, 200) * SECOND_MS, {
    ...dice.pick(desktops),
    address: dice.address(),
  });
  for (const link of mail.votes) visit.look(link).wait(dice.between(300, 1_200));
  for (const link of mail.votes) visit.wait(dice.between(2_000, 5_000)).press(link);
  return visit.acts;
};

export const laterMachines: Record<string, Pattern> = { farm, sampler, 'tab scanner': tabScanner };
