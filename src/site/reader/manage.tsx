import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { changeAddress, requestAddressChange } from '../../audience/change-address';
import { eraseReader } from '../../audience/erase';
import { mailAddressChanges } from '../../audience/mail-address-changes';
import {
  deadOneTimeLink,
  findOneTimeLink,
  findUsedLink,
  type LinkAct,
  redeemOneTimeLink,
  type UsedLink,
} from '../../audience/one-time-links';
import { allowOpenTracking } from '../../audience/open-tracking';
import { sendTransactionalMails } from '../../audience/send-transactional-mails';
import { forgetErasedAddresses } from '../../deliveries/forget-addresses';
import { inTransaction } from '../../platform/database';
import { MINUTE_MS } from '../../platform/durations';
import { forEachLogged } from '../../platform/for-each';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { exportReader } from '../../statistics/export-reader';
import { forgetErasedEvidence } from '../../tracking/forget-evidence';
import type { WebDeps } from '../../web/client-address';
import { readForm } from '../../web/form';
import { toDocument } from '../../web/layout';
import { behindToken } from '../../web/security-headers';
import { FAULT } from '../../web/words';
import { sayDone } from './manage-done';
import { DoneByLinkPage, ManagePage, NewAddressPage } from './manage-page';
import { DATA } from './words';

/** A second press or a reload gets the copy again; somebody who finds the link later doesn't. */
const COPY_AGAIN_MS = 10 * MINUTE_MS;

/** Behind a link mailed to the reader: one act uses it up. After that it says what it has done. */
export function manageRoutes(deps: WebDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/manage/*', behindToken)
    .get('/manage/:token', async (c) => {
      const asked = { id: readId(deps, c), at: now() };
      const link = await findOneTimeLink(db, asked);
      if (!link) return showDone(deps, c, await findUsedLink(db, asked));
      const settings = await readSettings(db);
      const Page = link.kind === 'manage' ? ManagePage : NewAddressPage;
      return c.html(toDocument(<Page settings={settings} link={link} />));
    })
    .post('/manage/:token', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const linkId = readId(deps, c);
      const { act, email } = await readForm(c);
      if (act === 'export') return giveCopy(deps, c, linkId);
      if (act === 'opens') await agree(deps, linkId);
      else if (act === 'erase') await erase(deps, linkId);
      else if (act === 'move') await move(deps, linkId);
      else if (act === 'address') await ask(deps, linkId, String(email ?? ''));
      else throw new Refusal('invalid', FAULT.noButton);
      return showDone(deps, c, await findUsedLink(db, { id: linkId, at: now() }));
    });
}

function readId({ signer }: WebDeps, c: Context): number {
  const id = signer.read('m', c.req.param('token') ?? '');
  if (id !== null) return id;
  throw new Refusal('missing', FAULT.deadLink);
}

/** One transaction: a failure leaves the link as it was. */
function withLink(
  { db, now }: WebDeps,
  { linkId, act }: { linkId: number; act: LinkAct },
  work: (tx: WebDeps['db'], subscriberId: number) => Promise<void>,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { kind, link } = await redeemOneTimeLink(tx, { id: linkId, act, at: now() });
    if (kind === 'fresh') await work(tx, link.subscriber_id);
  });
}

async function agree(deps: WebDeps, linkId: number): Promise<void> {
  const at = deps.now();
  await withLink(deps, { linkId, act: 'opens' }, async (tx, subscriberId) => {
    const { 'open-tracking': tracking } = await readSettings(tx);
    if (tracking !== 'consenting') throw new Refusal('conflict', DATA.notAsked);
    await allowOpenTracking(tx, { subscriberId, at });
  });
}

async function erase(deps: WebDeps, linkId: number): Promise<void> {
  const at = deps.now();
  await withLink(deps, { linkId, act: 'erase' }, (tx, subscriberId) =>
    eraseReader(tx, { subscriberId, actor: 'reader', at }),
  );
  // Afterwards, as in the sweep: a holder of a delivery may be waiting for the reader.
  await forgetErasedAddresses(deps.db);
  await forgetErasedEvidence(deps.db, { at });
}

async function ask(deps: WebDeps, linkId: number, email: string): Promise<void> {
  await requestAddressChange(deps, { linkId, email });
  deps.runInBackground('moves', () =>
    forEachLogged(deps.log, [mailAddressChanges, sendTransactionalMails], (work) => work(deps)),
  );
}

async function move(deps: WebDeps, linkId: number): Promise<void> {
  await changeAddress(deps, { linkId });
  deps.runInBackground('outbox', () => sendTransactionalMails(deps));
}

async function giveCopy(deps: WebDeps, c: Context, linkId: number) {
  const at = deps.now();
  const copy = await inTransaction(deps.db, async (tx) => {
    const { kind, link } = await redeemOneTimeLink(tx, { id: linkId, act: 'export', at });
    const isOver = kind === 'used' && link.used_at.getTime() <= at.getTime() - COPY_AGAIN_MS;
    return isOver ? undefined : exportReader(tx, link.subscriber_id);
  });
  if (!copy) return showDone(deps, c, await findUsedLink(deps.db, { id: linkId, at }));
  c.header('Content-Disposition', `attachment; filename="${DATA.copyFile}"`);
  return c.json(copy);
}

async function showDone(deps: WebDeps, c: Context, link: UsedLink | undefined) {
  if (!link) throw deadOneTimeLink();
  const settings = await readSettings(deps.db);
  const done = await sayDone(deps.db, { link, settings, at: deps.now() });
  const newsletter = settings['newsletter-name'];
  return c.html(toDocument(<DoneByLinkPage newsletter={newsletter} {...done} />));
}
