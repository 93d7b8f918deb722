import { importReaders } from '../../audience/lists/import-readers';
import { suppressAddress } from '../../audience/suppression/suppress';
import { Dice, seededChance } from '../../local/dice';
import { DAY_MS } from '../../platform/durations';
import { setSetting } from '../../platform/settings/settings';

import { playAftermath } from './aftermath';
import { publishSamples } from './catalog';
import type { DemoService } from './demo-service';
import { Mailboxes } from './mailboxes';
import { momentsUntil, weeklyHourAt } from './moments';
import { welcomeNewcomers } from './newcomers';
import { inventAddress, inventReaders } from './readers';
import type { IssueTruth } from './truth';
import { sendIssue } from './week';

const SEED = 20;
/** Sign-ups between the issues, as a share of the list. */
const NEWCOMERS = 0.03;
/** Readers who had asked for no more mail. */
const ASKED = [1, 12];
const DRAFTED_EARLIER_MS = DAY_MS;

interface TwoWeeks {
  readers: number;
  /** When they end; then time is released. */
  now: Date;
}

/** Returns what really happened, by issue. */
export async function playTwoWeeks(
  service: DemoService,
  { readers, now }: TwoWeeks,
): Promise<IssueTruth[]> {
  const { sends, begin, joining } = momentsUntil(now);
  const [first, second] = sends;
  const dice = new Dice(seededChance(SEED));
  const chances = { dice, mailboxes: new Mailboxes(dice) };
  service.clock.moveTo(begin);
  await setUp(service, second);
  await inviteReaders(service, { readers, dice });
  const lastAt = draftedAt(second);
  const one = await playWeek(service, { sendAt: first, after: null, lastAt, ...chances });
  await addNewcomers(service, { readers, joining, dice });
  const two = await playWeek(service, {
    sendAt: second,
    after: draftedAt(first),
    lastAt,
    ...chances,
  });
  await service.runJobs(now);
  service.clock.unfreeze();
  return [one, two];
}

/** The weekly hour is the one at which the issues go out. */
async function setUp({ deps: { db, now } }: DemoService, sendAt: Date): Promise<void> {
  const set = (name: string, value: string) => setSetting(db, { name, value, at: now() });
  await set('postal-address', 'Verdicts House, 1 Sample Street, 10115 Berlin, Germany');
  await set('weekly-hour', weeklyHourAt(sendAt));
}

async function inviteReaders(
  { deps: { db, installation, now }, progress }: DemoService,
  { readers, dice }: { readers: number; dice: Dice },
): Promise<void> {
  progress(`Inviting ${readers} invented readers …`);
  const csv = inventReaders(readers, () => dice.between(0, 1));
  const by = { installation, actor: 'demo', at: now() };
  await importReaders(db, { csv, consent: 'invented for the demo', ...by });
  for (const index of ASKED) {
    await suppressAddress(db, { email: inventAddress(index), reason: 'asked', ...by });
  }
}

interface Week {
  sendAt: Date;
  /** Which samples are new, and when the last one is published. */
  after: Date | null;
  lastAt: Date;
  dice: Dice;
  mailboxes: Mailboxes;
}

async function playWeek(
  service: DemoService,
  { sendAt, after, lastAt, ...chances }: Week,
): Promise<IssueTruth> {
  service.clock.moveTo(draftedAt(sendAt));
  await publishSamples(service, { after, lastAt });
  const number = await sendIssue(service, sendAt);
  return playAftermath(service, { number, sentAt: sendAt, ...chances });
}

function draftedAt(sendAt: Date): Date {
  return new Date(sendAt.getTime() - DRAFTED_EARLIER_MS);
}

async function addNewcomers(
  service: DemoService,
  { readers, joining, dice }: { readers: number; joining: [Date, Date]; dice: Dice },
): Promise<void> {
  const [from, to] = joining;
  const count = Math.ceil(NEWCOMERS * readers);
  service.progress(`${count} people sign up on the site …`);
  const joined = await welcomeNewcomers({ ...service, known: readers, count, from, to, dice });
  service.progress(`  ${joined} of them confirm.`);
}
