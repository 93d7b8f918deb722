import type { Dice } from '../../local/dice';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import { desktops, phones, program } from './sources';
import { type Pattern, type Source, Timeline } from './world';

const REASONS = ['too-many', 'not-for-me', 'other'] as const;
const ONE_CLICK = { 'List-Unsubscribe': 'One-Click' };

const someBrowser = (dice: Dice): Source => ({
  ...dice.pick([...desktops, ...phones]),
  address: dice.address(),
});

/** Opens the mail, follows the link at its foot, and presses the button of that page. */
const leavesByPage: Pattern = (mail, dice) => {
  const visit = new Timeline(dice.humanMs(HOUR_MS, MINUTE_MS), someBrowser(dice)).image(mail.pixel);
  visit.wait(dice.humanMs(15_000, 3_000)).look(mail.unsubscribe);
  const fields = { from: 'page', reason: dice.pick(REASONS) };
  return visit.wait(dice.humanMs(8_000, 2_000)).press(mail.unsubscribe, fields).acts;
};

/** Never opens it: the button is the mail program's, and its maker's server posts (RFC 8058). */
const leavesByHeader: Pattern = (mail, dice) => {
  const source = { ...program(null), address: dice.address() };
  source.form = { 'content-type': 'application/x-www-form-urlencoded' };
  const visit = new Timeline(dice.humanMs(HOUR_MS, MINUTE_MS), source);
  return visit.press(mail.unsubscribe, ONE_CLICK).acts;
};

const saves = (choose: (dice: Dice) => Record<string, string>): Pattern => {
  return (mail, dice) => {
    const startMs = dice.humanMs(HOUR_MS, MINUTE_MS);
    const visit = new Timeline(startMs, someBrowser(dice)).image(mail.pixel);
    visit.wait(dice.humanMs(15_000, 3_000)).look(mail.preferences);
    return visit.wait(dice.humanMs(12_000, 3_000)).press(mail.preferences, choose(dice)).acts;
  };
};

/** Kept apart from people whose votes are measured. */
export const wishes: Record<string, Pattern> = {
  pauses: saves((dice) => ({ pause: 'issues', issues: String(dice.whole(1, 4)) })),
  'leaves by the page': leavesByPage,
  'leaves by the mail program’s button': leavesByHeader,
  'chooses a topic': saves(() => ({ pause: 'none', 'topics[]': 'Developer Tools' })),
};
