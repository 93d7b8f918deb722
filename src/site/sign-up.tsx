import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import { readAddress } from '../audience/address';
import { answerSignUps } from '../audience/answer-sign-ups';
import { requestSignUp } from '../audience/sign-up';
import { sendOutbox } from '../platform/send-outbox';
import { readSettings } from '../platform/settings';
import { networkOf } from '../tracking/evidence';
import type { FaceDeps } from '../web/faces';
import { Notice, toDocument } from '../web/layout';
import { sameOrigin } from '../web/same-origin';
import { SignUpForm } from './sign-up-form';

export const SIGN_UP_COOKIE = 'sign-up';
const COOKIE_SECONDS = 48 * 60 * 60;

/** Signing up: whatever is known of an address, one row, one answer; all else comes after it. */
export function signingUp(deps: FaceDeps) {
  return new Hono()
    .use('/signup', sameOrigin)
    .get('/signup', async (c) => c.html(await formPage(deps)))
    .post('/signup', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const { email } = await c.req.parseBody();
      const typed = typeof email === 'string' ? email : '';
      const address = readAddress(typed);
      if (typeof address === 'string')
        return c.html(await formPage(deps, typed, `Please look again: ${address}.`), 400);
      await keepAttempt(deps, c, address);
      deps.begin('sign-ups', async () => {
        await answerSignUps(deps);
        await sendOutbox(deps);
      });
      return c.html(await sentPage(deps));
    });
}

async function keepAttempt(
  { db, installation, newSecret, now, clientAddress }: FaceDeps,
  c: Context,
  address: Exclude<ReturnType<typeof readAddress>, string>,
): Promise<void> {
  const browserSecret = newSecret();
  const from = clientAddress(c);
  const network = from === null ? null : networkOf(from);
  await requestSignUp(db, { address, network, browserSecret, installation, at: now() });
  // Lax: the link in the mail opens from another site, and the cookie must come along.
  setCookie(c, SIGN_UP_COOKIE, browserSecret, {
    prefix: 'host',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: COOKIE_SECONDS,
  });
  c.header('Cache-Control', 'no-store');
}

async function formPage({ db }: FaceDeps, typed?: string, fault?: string): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title="Sign up" newsletter={newsletter}>
      <p class="lead">New AI tools in pairs, judged by a panel of four and by you.</p>
      <SignUpForm typed={typed} fault={fault} />
    </Notice>,
  );
}

async function sentPage({ db }: FaceDeps): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title="Look into your mailbox" newsletter={newsletter}>
      <p class="lead">A mail is on its way. Press the button in it, and you are in.</p>
      <p>
        Nothing there after a few minutes? Look among the spam. One mail a day goes to an address,
        and we never say here whether one is on the list.
      </p>
      <p>
        <a class="way-on" href="/issues">
          Read the issues so far
        </a>
      </p>
    </Notice>,
  );
}
