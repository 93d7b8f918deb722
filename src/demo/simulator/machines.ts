import type { Dice } from '../../local/dice';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { drivenBrowser, sandboxes } from './driven-browsers';
import type { SimulatedMail } from './mail';
import { desktops, gmailPrefetch, pretender, program, safeLinks } from './sources';
import { type Pattern, type Source, Timeline } from './world';

type Browser = Omit<Source, 'address'>;

const everyLink = ({ votes, clicks, unsubscribe }: SimulatedMail) => [
  ...votes,
  ...clicks,
  unsubscribe,
];
const at = (browser: Browser, dice: Dice): Source => ({ ...browser, address: dice.address() });
/** Measured by others: the median burst starts 43 s after the send, a third later than a minute. */
const burstStart = (dice: Dice) => dice.humanMs(43 * SECOND_MS, 8 * SECOND_MS, 0.9);

/** Opens the pixel, then every link within seconds, some from the office that they guard. */
const burstScanner: Pattern = (mail, dice) => {
  const address = dice.chance(0.3) ? '203.0.113.41' : dice.address();
  const scan = new Timeline(burstStart(dice), { ...pretender, address }).image(mail.pixel);
  scan.wait(dice.between(1_000, 12_000));
  for (const link of everyLink(mail)) scan.look(link).wait(dice.between(40, 140));
  return scan.acts;
};

/** In a real browser engine, pressing the button of each vote page. */
const pressingBurst: Pattern = (mail, dice) => {
  const scan = new Timeline(burstStart(dice), at(dice.pick(desktops), dice)).image(mail.pixel);
  for (const link of mail.votes) {
    scan.look(link).wait(dice.between(50, 200)).script(link);
    scan.wait(dice.between(20, 200)).press(link).wait(dice.between(20, 300));
  }
  return scan.acts;
};

/** A link every minute or so, each read to the end and its button pressed. */
const slowScanner: Pattern = (mail, dice) => {
  const scan = new Timeline(burstStart(dice), at(dice.pick(desktops), dice)).image(mail.pixel);
  for (const link of mail.votes) {
    scan.look(link).wait(dice.between(500, 2_000)).script(link);
    scan.wait(dice.between(2_000, 9_000)).press(link);
    scan.wait(dice.between(20, 90) * SECOND_MS);
  }
  return scan.acts;
};

/** Safe Links: an old Chrome that runs scripts and submits the forms of some links. */
const safeLinksSandbox: Pattern = (mail, dice) => {
  const version = dice.pick(['64.0.3282.140', '72.0.3626.109', '125.0.0.0']);
  const scan = new Timeline(burstStart(dice), at(safeLinks(version), dice));
  for (const link of dice.some(mail.votes, dice.whole(1, 8))) {
    scan.look(link).wait(dice.between(800, 3_000)).script(link);
    if (dice.chance(0.7)) scan.wait(dice.between(1_500, 6_000)).press(link);
    scan.wait(dice.between(1_000, 30_000));
  }
  return scan.acts;
};

/** Checks each link with HEAD, and fetches some. */
const headProbe: Pattern = (mail, dice) => {
  const scan = new Timeline(burstStart(dice), at(pretender, dice));
  for (const link of everyLink(mail)) {
    scan.look(link, 'HEAD').wait(dice.between(200, 4_000));
    if (dice.chance(0.3)) scan.look(link).wait(dice.between(200, 2_000));
  }
  return scan.acts;
};

/** Gmail fetches the pixel ahead, a browser some links. */
const prefetcher: Pattern = (mail, dice) => {
  const gmail: Source = { ...gmailPrefetch, address: `66.249.84.${dice.whole(1, 250)}` };
  const browser = dice.pick(desktops);
  const page = { ...browser.page, 'sec-purpose': 'prefetch' };
  const ahead = new Timeline(5 * MINUTE_MS, at({ ...browser, page }, dice));
  for (const link of dice.some(mail.clicks, 3)) ahead.look(link).wait(dice.between(10, 90));
  return [...new Timeline(burstStart(dice), gmail).image(mail.pixel).acts, ...ahead.acts];
};

/** Rewrites links and checks its work: lower case, other query values. */
const rewriter: Pattern = (mail, dice) => {
  const agent = dice.pick(['Go-http-client/2.0', 'python-requests/2.32.3', 'curl/8.10.1', null]);
  const scan = new Timeline(burstStart(dice), at(program(agent), dice));
  for (const link of everyLink(mail)) {
    scan.look(`${link.toLowerCase()}?u=${dice.whole(1e6, 9e6)}`).wait(dice.between(300, 3_000));
  }
  for (const link of dice.some(mail.votes, 3)) scan.wait(dice.between(500, 3_000)).press(link);
  return scan.acts;
};

export const machines: Record<string, Pattern> = {
  'burst scanner': burstScanner,
  'burst that presses': pressingBurst,
  'slow scanner': slowScanner,
  'Safe Links sandbox': safeLinksSandbox,
  'driven browser': drivenBrowser,
  'sandbox a link': sandboxes,
  'HEAD probe': headProbe,
  prefetcher,
  rewriter,
};
