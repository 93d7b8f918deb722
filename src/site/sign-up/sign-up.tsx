import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Address, readAddress } from '../../audience/address';
import { tryAgain } from '../../audience/refusal-words';
import { sendTransactionalMails } from '../../audience/send-transactional-mails';
import { mailSignUps } from '../../audience/sign-up/mail-sign-ups';
import { requestSignUp } from '../../audience/sign-up/sign-up';
import { isPuzzleAsked } from '../../audience/sign-up/sign-up-guard';
import { inTransaction } from '../../platform/database';
import { forEachLogged } from '../../platform/for-each';
import { acceptSolution, type PuzzleFault } from '../../platform/puzzle';
import { readSettings } from '../../platform/settings/settings';
import { networkOf } from '../../tracking/evidence';
import { canonicalUrl } from '../../web/canonical-url';
import type { WebDeps } from '../../web/client-address';
import { readForm } from '../../web/form';
import { Notice, toDocument } from '../../web/layout';
import { setSecretCookie } from '../../web/secret-cookie';
import { SignUpForm, type SignUpFormProps } from './sign-up-form';
import { offerPuzzle, PUZZLE_STATUS } from './sign-up-puzzle';
import { PUZZLE_FAULT, SENT, SIGN_UP } from './words';

export const SIGN_UP_COOKIE = 'sign-up';
const COOKIE_SECONDS = 48 * 60 * 60;

/** Whatever is known of an address: one row, one answer; all else comes after it. */
export function signUpRoutes(deps: WebDeps) {
  return new Hono()
    .get('/signup', canonicalUrl(deps), async (c) => c.html(await formPage(deps, c)))
    .post('/signup', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const { email, altcha, scriptless } = await readForm(c);
      const typed = typeof email === 'string' ? email : '';
      const address = readAddress(typed);
      if (typeof address === 'string') {
        const fault = { of: 'address', words: tryAgain(address) } as const;
        return c.html(await formPage(deps, c, { typed, fault }), 400);
      }
      const text = typeof altcha === 'string' ? altcha : '';
      const isScriptless = scriptless === 'yes' && text === '';
      const puzzleFault = await keepAttempt(deps, c, { address, text, isScriptless });
      if (puzzleFault) {
        const fault = { of: 'puzzle', words: PUZZLE_FAULT[puzzleFault] } as const;
        return c.html(await formPage(deps, c, { typed, fault }), PUZZLE_STATUS[puzzleFault]);
      }
      deps.runInBackground('sign-ups', () =>
        forEachLogged(deps.log, [mailSignUps, sendTransactionalMails], (work) => work(deps)),
      );
      return c.html(await sentPage(deps, { isScriptless }));
    });
}

interface Attempt {
  address: Address;
  /** As sent. */
  text: string;
  /** The page says that no script runs there; any program may say so. */
  isScriptless: boolean;
}

/** Accepts the solution, if one is asked for, and keeps the attempt; or does neither. */
async function keepAttempt(
  deps: WebDeps,
  c: Context,
  { address, text, isScriptless }: Attempt,
): Promise<PuzzleFault | null> {
  const { db, signer, installation, newSecret, now } = deps;
  const at = now();
  const browserSecret = newSecret();
  const fault = await inTransaction(db, async (tx) => {
    const isAsked = await isPuzzleAsked(tx, { settings: await readSettings(tx), at });
    const proof = !isAsked ? 'none' : isScriptless ? 'scriptless' : 'solved';
    const fault = proof === 'solved' ? await acceptSolution(tx, { signer, text, at }) : null;
    if (fault) return fault;
    const network = networkFrom(deps, c);
    const attempt = { address, network, proof, browserSecret, installation, at } as const;
    if (!(await requestSignUp(tx, attempt))) deps.security.note('over-limit');
    return null;
  });
  if (!fault) keepSecret(c, browserSecret);
  return fault;
}

function networkFrom({ clientAddress }: WebDeps, c: Context): string | null {
  const from = clientAddress(c);
  return from === null ? null : networkOf(from);
}

function keepSecret(c: Context, browserSecret: string): void {
  setSecretCookie(c, { name: SIGN_UP_COOKIE, secret: browserSecret, seconds: COOKIE_SECONDS });
  c.header('Cache-Control', 'no-store');
}

async function formPage(
  deps: WebDeps,
  c: Context,
  refused: Pick<SignUpFormProps, 'typed' | 'fault'> = {},
): Promise<string> {
  const settings = await readSettings(deps.db);
  const puzzle = await offerPuzzle(deps, c, settings);
  return toDocument(
    <Notice title={SIGN_UP.title} newsletter={settings['newsletter-name']}>
      <p class="lead">{SIGN_UP.lead}</p>
      <SignUpForm {...refused} puzzle={puzzle} />
    </Notice>,
  );
}

async function sentPage(
  { db }: WebDeps,
  { isScriptless }: { isScriptless: boolean },
): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title={SENT.title} newsletter={newsletter}>
      <p class="lead">{SENT.lead}</p>
      <p>{SENT.more}</p>
      {isScriptless ? <p>{SENT.scriptless}</p> : null}
      <p>
        <a class="way-on" href="/issues">
          {SENT.issues}
        </a>
      </p>
    </Notice>,
  );
}
