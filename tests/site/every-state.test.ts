import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, postSignUp, press } from '../helpers/fixtures/sign-up';
import { mailsTo } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const { deps, mailOf } = await sendIssue(db, 11);
const app = createApp(deps);
await restoreBeforeEach(db, deps.clock);
const NAME = 'Weekly AI Tool Verdicts';

const emailOf = (n: number) => `reader${n}@example.com`;
const setReader = (n: number, values: object) =>
  db.updateTable('subscribers').set(values).where('email', '=', emailOf(n)).execute();
const suppress = (n: number, reason: 'bounced' | 'complained' | 'asked') =>
  suppressAddress(db, {
    ...{ email: emailOf(n), reason, installation: deps.installation, actor: 'test' },
    at: deps.now(),
  });
const idOf = async (n: number) => (await findReader(deps, emailOf(n)))!.id;
const stopByLink = async (n: number) =>
  unsubscribe(db, {
    ...{ subscriberId: await idOf(n), wording: 'test', actor: 'test' },
    at: deps.now(),
  });

const until = { paused_until: new Date('2026-12-09T00:00:00Z') };
const COMES = `You’ll get the next issue of ${NAME}.`;
const LATER = `You’ve paused ${NAME} until 9 December 2026. After that, you’ll get the next issue.`;
const SKIPS = `You’ve paused ${NAME} for the next 2 issues. It resumes after that.`;
const LEFT = `You’re not on the list, so you won’t get any more issues of ${NAME}.`;
const STOPPED = `Email to this address has been stopped, so you won’t get any issues of ${NAME}.`;
const ANEW = 'sign up with that address on the home page';

interface State {
  name: string;
  n: number;
  make: (n: number) => Promise<unknown>;
  /** What comes, on the preferences page; null where that page has nobody to speak of. */
  comes: string | null;
  /** Whether that page offers to sign up anew. */
  anew?: boolean;
  /** Whether the unsubscribe page asks, since there is a subscription. */
  asks: boolean;
  /** The mail that a sign-up with the address leads to. */
  mail: 'confirm' | 'known' | null;
}

const nothing = async () => {};
const both = async (n: number, values: object) => {
  await setReader(n, values);
  await stopByLink(n);
};

const states: State[] = [
  { name: 'confirmed', n: 1, make: nothing, comes: COMES, asks: true, mail: 'known' },
  {
    name: 'paused until a day',
    ...{ n: 2, make: (n) => setReader(n, until), comes: LATER, asks: true, mail: 'known' },
  },
  {
    name: 'paused for issues',
    ...{ n: 3, make: (n) => setReader(n, { paused_issues: 2 }), comes: SKIPS, asks: true },
    mail: 'known',
  },
  {
    name: 'unsubscribed',
    ...{ n: 4, make: stopByLink, comes: LEFT, anew: true, asks: false, mail: 'confirm' },
  },
  {
    name: 'paused and unsubscribed',
    ...{ n: 5, make: (n) => both(n, until), comes: LEFT, anew: true, asks: false },
    mail: 'confirm',
  },
  {
    name: 'bounced',
    ...{ n: 6, make: (n) => suppress(n, 'bounced'), comes: STOPPED, anew: true, asks: true },
    mail: 'confirm',
  },
  {
    name: 'complained',
    ...{ n: 7, make: (n) => suppress(n, 'complained'), comes: STOPPED, anew: true, asks: true },
    mail: 'confirm',
  },
  {
    name: 'complained and unsubscribed',
    n: 8,
    make: async (n) => {
      await suppress(n, 'complained');
      await stopByLink(n);
    },
    ...{ comes: STOPPED, anew: true, asks: false, mail: 'confirm' },
  },
  {
    name: 'stopped by staff',
    ...{ n: 9, make: (n) => suppress(n, 'asked'), comes: STOPPED, asks: true, mail: null },
  },
  {
    name: 'erased',
    n: 10,
    make: async (n) =>
      eraseReader(db, { subscriberId: await idOf(n), actor: 'reader', at: deps.now() }),
    ...{ comes: null, asks: false, mail: 'confirm' },
  },
];

/** A page's words, in one line. */
async function read(path: string): Promise<string> {
  const page = await (await app.request(path)).text();
  return page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

describe.each(states)('to a reader who is $name', ({ n, make, comes, anew, asks, mail }) => {
  beforeEach(async () => void (await make(n)));

  it('every page and mail says truly what will come', async () => {
    const { preferences, unsubscribe: way } = mailOf(n);

    const choices = await read(preferences);
    if (comes === null) expect(choices).toContain('its reader is no longer on the list');
    else expect(choices).toContain(comes);
    expect(choices.includes(ANEW)).toBe(anew ?? false);

    const stop = await read(way);
    expect(stop.includes('Unsubscribe?')).toBe(asks);
    if (asks && comes !== COMES) expect(stop).toContain(comes);
    if (!asks)
      expect(stop).toContain(comes === null ? 'has been erased' : 'You won’t get any more issues');

    await postSignUp(deps, emailOf(n), { from: `198.51.${n}.1` });
    await deps.settle();
    for (const kind of ['confirm', 'known']) {
      const mails = await mailsTo(deps, { address: emailOf(n), kind });
      expect(mails).toHaveLength(kind === mail ? 1 : 0);
      const text = mails[0]?.text.replace(/\s+/g, ' ');
      if (kind === 'known' && text) expect(text).toContain(comes);
    }
  });

  it('the unsubscribe button, and its undo, say what is true afterwards', async () => {
    const { unsubscribe: way } = mailOf(n);
    const left = await press(deps, way, { from: 'page' });
    const page = (await left.text()).replace(/\s+/g, ' ');
    expect(page).toContain(comes === null ? 'has been erased' : 'You won’t get any more issues.');
    const mayUndo = asks && comes !== STOPPED;
    expect(page.includes('Undo and keep me on the list')).toBe(mayUndo);
    const cookie = left.headers.get('set-cookie')?.split(';')[0] ?? '';
    const undone = await press(deps, way, { from: 'undo' }, { cookie });
    expect(undone.status).toBe(mayUndo ? 200 : 409);
    if (mayUndo) expect((await undone.text()).replace(/\s+/g, ' ')).toContain(comes);
  });
});

it('a test mail’s unsubscribe link claims to stop nobody', async () => {
  const path = `/unsubscribe/${deps.signer.sign('u', 0)}`;
  expect(await read(path)).toContain('there’s nothing to stop');
  const answer = await press(deps, path, { 'List-Unsubscribe': 'One-Click' });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('there’s nothing to stop');
});
