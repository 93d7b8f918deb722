import { toolsOf } from '../../src/demo/simulator/mail';
import { desktops } from '../../src/demo/simulator/sources';
import { type Pattern, type Source, Timeline } from '../../src/demo/simulator/world';
import { HOUR_MS } from '../../src/platform/durations';

/** Opens several links in tabs first, then goes from tab to tab. */
const tabOpener: Pattern = (mail, dice) => {
  const source: Source = { ...dice.pick(desktops), address: dice.address() };
  const visit = new Timeline(dice.humanMs(2 * HOUR_MS, 30_000), source).image(mail.pixel);
  visit.wait(dice.humanMs(20_000, 3_000));
  const links = dice.some(toolsOf(mail), dice.whole(2, 4)).map((tool) => dice.pick(tool));
  for (const link of links) visit.look(link).wait(dice.humanMs(1_500, 500));
  for (const link of links) visit.wait(dice.humanMs(4_000, 1_000)).script(link);
  return visit.acts;
};

/** Not in the other figures: readers whose way of reading looks like a scanner's. */
export const peopleApart: Record<string, Pattern> = { 'opens tabs first': tabOpener };
