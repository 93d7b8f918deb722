import { MINUTE_MS } from '../../platform/durations';
import { toolsOf } from './mail';
import { desktops } from './sources';
import { type Pattern, Timeline } from './world';

/** Opens and scrolls every page and presses every button, at a reader's speed. */
export const drivenBrowser: Pattern = (mail, dice) => {
  const scan = new Timeline(dice.between(1, 20) * MINUTE_MS, {
    ...dice.pick(desktops),
    address: dice.address(),
  });
  for (const [ship, skip] of toolsOf(mail)) {
    for (const link of [ship, skip]) {
      scan.look(link).wait(dice.between(600, 1_500)).script(link);
      for (const button of [ship, skip]) scan.wait(dice.between(1_500, 7_000)).press(button);
    }
    scan.wait(dice.between(1_000, 6_000));
  }
  return scan.acts;
};

/** In a fresh sandbox for each link, from one of few or many addresses. */
export const sandboxes: Pattern = (mail, dice) => {
  const browser = dice.pick(desktops);
  const addresses = Array.from({ length: dice.pick([4, 12, 400]) }, () => dice.address());
  let nowMs = dice.between(1, 20) * MINUTE_MS;
  return toolsOf(mail).flatMap(([ship, skip]) =>
    [ship, skip].flatMap((link) => {
      const source = { ...browser, address: dice.pick(addresses) };
      const visit = new Timeline(nowMs, source).look(link);
      visit.wait(dice.between(600, 1_500)).script(link);
      for (const button of [link, link === ship ? skip : ship])
        visit.wait(dice.between(1_500, 7_000)).press(button);
      nowMs = visit.nowMs + dice.between(500, 5_000);
      return visit.acts;
    }),
  );
};
