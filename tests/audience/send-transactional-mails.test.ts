import { expect, it } from 'vitest';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { putBackMail, takeMail } from '../../src/mail/outbox-rows';
import { cloneDatabase } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { readMailbox } from '../helpers/mailbox';

const EMAIL = 'ada@example.com';

async function openWaiting() {
  const deps = await makeDeps(await cloneDatabase());
  await postSignUp({ ...deps, runInBackground: () => {} }, EMAIL);
  await mailSignUps(deps);
  return deps;
}

const complain = ({ db, installation, now }: TestDeps) =>
  suppressAddress(db, {
    email: EMAIL,
    reason: 'complained',
    installation,
    actor: 'test',
    at: now(),
  });

const ends = ({ db }: TestDeps) =>
  db.selectFrom('outbox').select(['state', 'reason', 'address', 'html']).execute();

const LEFT_OUT = { state: 'refused', reason: 'complained', address: null, html: null };

it('a mail that was being sent when its address was suppressed does not go out once it is put back', async () => {
  const deps = await openWaiting();
  const mail = (await takeMail(deps.db))!;
  await complain(deps);
  await putBackMail(deps.db, mail, { waitMs: 0, isTry: false });
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(await ends(deps)).toEqual([LEFT_OUT]);
  expect(await readMailbox(deps)).toEqual([]);
});

it('a mail that was put in the outbox while its address was being suppressed is left out', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await postSignUp({ ...deps, runInBackground: () => {} }, EMAIL);
  await deps.db.transaction().execute(async (tx) => {
    await complain({ ...deps, db: tx });
    // Not committed yet, so the answer can't know of it.
    await mailSignUps(deps);
  });
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(await ends(deps)).toEqual([LEFT_OUT]);
});

it('a mail to an address that nobody suppressed goes out beside one that is left out', async () => {
  const deps = await openWaiting();
  await complain(deps);
  await postSignUp({ ...deps, runInBackground: () => {} }, 'bela@example.com');
  await mailSignUps(deps);
  expect(await sendTransactionalMails(deps)).toBe(1);
  expect((await readMailbox(deps)).map(({ to }) => to)).toEqual([['bela@example.com']]);
});
