import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { maskAddress } from '../../audience/mask';
import { sendTransactionalMails } from '../../audience/send-transactional-mails';
import { isSecretOf } from '../../audience/sign-up/browser-secret';
import { agreeWhereConfirmed, findConfirmedHere } from '../../audience/sign-up/confirmed-here';
import { findOpenAttempt, type OpenAttempt } from '../../audience/sign-up/open-attempt';
import { readUsedAttempt } from '../../audience/sign-up/used-attempt';
import { welcomeReader } from '../../audience/sign-up/welcome';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { listPublicIssues } from '../../rendering/archive';
import type { WebDeps } from '../../web/client-address';
import { readForm } from '../../web/form';
import { toDocument } from '../../web/layout';
import { getSecretCookie } from '../../web/secret-cookie';
import { behindToken, SCRIPT_POLICY } from '../../web/security-headers';
import { FAULT } from '../../web/words';
import { AskPage, DonePage } from './confirm-pages';
import { SIGN_UP_COOKIE } from './sign-up';

/**
 * A GET changes nothing; the button confirms. In the browser that signed up a script presses it
 * once the page is seen, and the next page asks about opens. A used link tells how its reader
 * stands today.
 */
export function confirmRoutes(deps: WebDeps) {
  return new Hono()
    .use('/confirm/*', behindToken)
    .get('/confirm/:token', async (c) => {
      const here = readHere(deps, c);
      const attempt = await findOpenAttempt(deps.db, here);
      return attempt ? ask(deps, c, attempt) : done(deps, c, { isAsked: false });
    })
    .post('/confirm/:token', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const here = readHere(deps, c);
      const { act, by, opens } = await readForm(c);
      if (act === 'opens') {
        await agreeWhereConfirmed(deps.db, here);
        return done(deps, c, { isAsked: false });
      }
      const [latest] = await listPublicIssues(deps.db, { limit: 1 });
      const isByScript = by === 'script';
      await welcomeReader(deps, { ...here, opens: opens === 'yes' && !isByScript, latest });
      deps.runInBackground('outbox', () => sendTransactionalMails(deps));
      return done(deps, c, { isAsked: !isByScript });
    });
}

function readHere({ signer, now }: WebDeps, c: Context) {
  const signUpId = signer.read('s', c.req.param('token') ?? '');
  if (signUpId !== null)
    return { signUpId, browserSecret: getSecretCookie(c, SIGN_UP_COOKIE), at: now() };
  throw new Refusal('missing', FAULT.deadLink);
}

async function ask(deps: WebDeps, c: Context, { email, browser_hash }: OpenAttempt) {
  const settings = await readSettings(deps.db);
  const isHere = isSecretOf(getSecretCookie(c, SIGN_UP_COOKIE), browser_hash);
  if (isHere) c.header('Content-Security-Policy', SCRIPT_POLICY);
  return c.html(toDocument(<AskPage {...{ settings, isHere }} address={maskAddress(email)} />));
}

/** Asks about opens if the script confirmed before anybody saw the box. */
async function done(deps: WebDeps, c: Context, { isAsked }: { isAsked: boolean }) {
  const link = readHere(deps, c);
  const subscription = await readUsedAttempt(deps.db, link);
  const settings = await readSettings(deps.db);
  const here = await findConfirmedHere(deps.db, link);
  const mayAsk = here !== undefined && settings['open-tracking'] === 'consenting' && !isAsked;
  const opens = !mayAsk ? 'asked' : here.opens_consent_at === null ? 'ask' : 'agreed';
  return c.html(toDocument(<DonePage {...{ settings, subscription, opens }} />));
}
