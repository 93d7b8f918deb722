import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { maskAddress } from '../audience/mask';
import { deadLink, findOpenAttempt } from '../audience/open-attempt';
import { welcomeReader } from '../audience/welcome';
import { newsletterWording, OPENS_WORDING } from '../audience/wording';
import { Refusal } from '../platform/refusal';
import { sendOutbox } from '../platform/send-outbox';
import { readSettings } from '../platform/settings';
import { listPublicIssues } from '../sending/archive';
import { readToken } from '../tracking/tokens';
import type { FaceDeps } from '../web/faces';
import { readForm } from '../web/form';
import { Notice, toDocument } from '../web/layout';
import { sameOrigin } from '../web/same-origin';
import { behindToken } from '../web/security-headers';
import { SIGN_UP_COOKIE } from './sign-up';

/** The link in the confirmation mail: a page that changes nothing, and its one button that confirms. */
export function confirming(deps: FaceDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/confirm/*', behindToken)
    .use('/confirm/:token', sameOrigin)
    .get('/confirm/:token', async (c) => {
      const attempt = await findOpenAttempt(db, { signUpId: readId(deps, c), at: now() });
      if (!attempt) throw deadLink();
      return c.html(await askPage(deps, attempt.email));
    })
    .post('/confirm/:token', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const signUpId = readId(deps, c);
      const { opens } = await readForm(c);
      const [latest] = await listPublicIssues(db, { limit: 1 });
      await welcomeReader(deps, {
        signUpId,
        browserSecret: getCookie(c, SIGN_UP_COOKIE, 'host'),
        opens: opens === 'yes',
        latest,
      });
      deps.begin('outbox', () => sendOutbox(deps));
      return c.html(await donePage(deps));
    });
}

function readId({ signer }: FaceDeps, c: Context): number {
  const id = readToken(signer, 's', c.req.param('token') ?? '');
  if (id !== null) return id;
  throw new Refusal('missing', 'This link is not one of ours, or was cut short on its way.');
}

async function askPage({ db }: FaceDeps, email: string): Promise<string> {
  const settings = await readSettings(db);
  const newsletter = settings['newsletter-name'];
  return toDocument(
    <Notice title="Is this what you want?" newsletter={newsletter}>
      <p class="lead">
        {newsletterWording(newsletter)} To {maskAddress(email)}.
      </p>
      <form method="post" class="sheet">
        {settings['open-tracking'] === 'consenting' ? (
          <label class="tick">
            <input type="checkbox" name="opens" value="yes" />
            <span>
              {OPENS_WORDING}{' '}
              <span class="soft">(Only if you like: you get the mail either way.)</span>
            </span>
          </label>
        ) : null}
        <button type="submit">Yes, sign me up</button>
      </form>
      <p class="soft">If it was not you who asked, close this page: you get no further mail.</p>
    </Notice>,
  );
}

async function donePage({ db }: FaceDeps): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title="You are in" newsletter={newsletter}>
      <p class="lead">The next issue of {newsletter} comes to you.</p>
      <p>
        <a class="way-on" href="/issues">
          Read the latest meanwhile
        </a>
      </p>
    </Notice>,
  );
}
