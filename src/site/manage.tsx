import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerMoves } from '../audience/answer-moves';
import { askForNewAddress, moveToNewAddress } from '../audience/change-address';
import { eraseReader } from '../audience/erase';
import { deadMailedLink, findMailedLink, takeMailedLink } from '../audience/mailed-links';
import { agreeToOpens } from '../audience/opens';
import { sendSingleMails } from '../audience/send-single-mails';
import { forgetErasedAddresses } from '../deliveries/forget-addresses';
import { inTransaction } from '../platform/database';
import { doEach } from '../platform/each';
import { Refusal } from '../platform/refusal';
import { readSettings } from '../platform/settings';
import { exportReader } from '../statistics/export-reader';
import { forgetErasedEvidence } from '../tracking/forget-evidence';
import type { FaceDeps } from '../web/faces';
import { readForm } from '../web/form';
import { Notice, toDocument } from '../web/layout';
import { sameOrigin } from '../web/same-origin';
import { behindToken } from '../web/security-headers';
import { ManagePage, NewAddressPage } from './manage-page';

/** Behind a link freshly mailed to the reader: one act, and the link is used up. */
export function managing(deps: FaceDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/manage/*', behindToken)
    .use('/manage/:token', sameOrigin)
    .get('/manage/:token', async (c) => {
      const link = await findMailedLink(db, { id: readId(deps, c), at: now() });
      if (!link) throw deadMailedLink();
      const settings = await readSettings(db);
      const Page = link.kind === 'manage' ? ManagePage : NewAddressPage;
      return c.html(toDocument(<Page settings={settings} link={link} />));
    })
    .post('/manage/:token', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const linkId = readId(deps, c);
      const { act, email } = await readForm(c);
      if (act === 'export') return exportData(deps, c, linkId);
      if (act === 'opens') return done(deps, c, await agree(deps, linkId));
      if (act === 'erase') return done(deps, c, await erase(deps, linkId));
      if (act === 'move') return done(deps, c, await move(deps, linkId));
      if (act === 'address') return done(deps, c, await ask(deps, linkId, String(email ?? '')));
      throw new Refusal('invalid', 'Please press one of the buttons on the page.');
    });
}

function readId({ signer }: FaceDeps, c: Context): number {
  const id = signer.read('m', c.req.param('token') ?? '');
  if (id !== null) return id;
  throw new Refusal('missing', 'This link is not one of ours, or was cut short on its way.');
}

/** Takes a manage link and acts, in one transaction: what fails leaves the link as it was. */
function withLink<T>(
  { db, now }: FaceDeps,
  linkId: number,
  work: (tx: FaceDeps['db'], subscriberId: number) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (tx) => {
    const link = await takeMailedLink(tx, { id: linkId, at: now() });
    if (link.kind !== 'manage') throw deadMailedLink();
    return work(tx, link.subscriber_id);
  });
}

async function agree(deps: FaceDeps, linkId: number): Promise<string> {
  const at = deps.now();
  await withLink(deps, linkId, (tx, subscriberId) => agreeToOpens(tx, { subscriberId, at }));
  return 'From the next issue on we count when you open it. You can take this back at any time.';
}

async function erase(deps: FaceDeps, linkId: number): Promise<string> {
  const at = deps.now();
  await withLink(deps, linkId, (tx, subscriberId) =>
    eraseReader(tx, { subscriberId, actor: 'reader', at }),
  );
  // Afterwards, as the sweep does: who holds a delivery may be waiting for the reader.
  await forgetErasedAddresses(deps.db);
  await forgetErasedEvidence(deps.db, { at });
  return 'Your address is gone. A fingerprint that nobody can read stays, so that it never gets mail again.';
}

async function ask(deps: FaceDeps, linkId: number, email: string): Promise<string> {
  await askForNewAddress(deps, { linkId, email });
  deps.begin('moves', () => doEach(deps.log, [answerMoves, sendSingleMails], (work) => work(deps)));
  return 'If that address can be used, a mail is on its way there. Until its link is pressed, nothing changes.';
}

async function move(deps: FaceDeps, linkId: number): Promise<string> {
  await moveToNewAddress(deps, { linkId });
  deps.begin('outbox', () => sendSingleMails(deps));
  return 'From the next issue on it comes to this address, and no longer to the old one, which is told so by mail.';
}

async function exportData(deps: FaceDeps, c: Context, linkId: number) {
  const data = await withLink(deps, linkId, (tx, subscriberId) => exportReader(tx, subscriberId));
  c.header('Content-Disposition', 'attachment; filename="what-we-keep-of-you.json"');
  return c.json(data);
}

async function done({ db }: FaceDeps, c: Context, says: string) {
  const newsletter = (await readSettings(db))['newsletter-name'];
  const page = (
    <Notice title="Done" newsletter={newsletter}>
      <p class="lead">{says}</p>
      <p>
        <a class="way-on" href="/">
          To the home page
        </a>
      </p>
    </Notice>
  );
  return c.html(toDocument(page));
}
