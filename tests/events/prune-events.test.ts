import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { applyKeptEvents } from '../../src/events/kept-events';
import { cloneDatabase } from '../helpers/database';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { eventAbout } from '../helpers/fixtures/svix';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const DAY_MS = 24 * 60 * 60 * 1000;

const db = await cloneDatabase();
const { deps, app } = await sendIssue(db, 2);
const { post, tell, mailTo, readDelivery, listEvents } = openEventFixture(db, deps);
const sweep = () => sweepJob.run(deps, deps.now());
const outcomes = async () => (await listEvents()).map(({ outcome }) => outcome).toSorted();
const repeat = async () =>
  (await post(eventAbout(mail, 'email.delivered'), { id: 'msg_1' })).outcome;
const mail = await mailTo('reader1@example.com');
const early = {
  ...(await mailTo('reader2@example.com')),
  ...{ email_id: 'early', to: 'else@example.com' },
};
expect(await repeat()).toBe('applied');
await tell({ ...mail, email_id: 'theirs', installation: 'another' }, 'email.delivered');
await tell(mail, 'email.unheard-of');
await tell(early, 'email.bounced', { bounce: { type: 'Permanent' } });
await tell({ ...early, email_id: 'nobody' }, 'email.delivered');
await restoreBeforeEach(db, deps.clock);

it('an applied event stays for 30 days, so that a repetition does nothing', async () => {
  deps.clock.advance(30 * DAY_MS - 1);
  await sweep();
  expect(await outcomes()).toEqual(['applied', 'foreign', 'ignored', 'kept', 'kept']);
  expect(await repeat()).toBe('repeated');
});

it('then it goes, and what it did stays', async () => {
  const before = await readDelivery(mail.delivery);
  deps.clock.advance(30 * DAY_MS);
  await sweep();
  expect(await outcomes()).toEqual(['kept', 'kept']);
  expect(await readDelivery(mail.delivery)).toEqual(before);
  expect(await repeat()).toBe('applied');
  expect(await readDelivery(mail.delivery)).toEqual(before);
});

it('an event that waits for its delivery is still applied when the mail’s id becomes known', async () => {
  deps.clock.advance(31 * DAY_MS);
  await sweep();
  await db
    .updateTable('deliveries')
    .set({ resend_id: 'early' })
    .where('id', '=', early.delivery)
    .execute();
  await applyKeptEvents(deps, ['early']);
  expect((await readDelivery(early.delivery)).bounce_type).toBe('Permanent');
});

it('one that no delivery has claimed goes after 90 days', async () => {
  deps.clock.advance(90 * DAY_MS - 1);
  await sweep();
  expect(await outcomes()).toEqual(['kept', 'kept']);
  deps.clock.advance(1);
  await sweep();
  expect(await outcomes()).toEqual([]);
});

it('counts of refused events are deleted after 90 days', async () => {
  const post = () => app.request('/webhooks/resend', { method: 'POST', body: '{}' });
  const count = () => db.selectFrom('refused_events').select('events').execute();
  await post();
  await post();
  deps.clock.advance(90 * DAY_MS - 1);
  await sweep();
  expect(await count()).toEqual([{ events: 2 }]);
  deps.clock.advance(1);
  await sweep();
  expect(await count()).toEqual([]);
});
