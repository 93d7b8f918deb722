import { beforeEach, describe, expect, it } from 'vitest';
import { signAsSvix } from '../../src/local/resend/events/provider-events';
import type { Log } from '../../src/platform/log';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { eventAbout, toRequest } from '../helpers/fixtures/svix';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { runCommand } from '../helpers/processes/program';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { countStatements } from '../helpers/statements';
import { readFingerprints } from '../helpers/table-counts';

const lines: Record<string, unknown>[] = [];
const note = (fields: Record<string, unknown>) => void lines.push(fields);
const log: Log = { info: note, warn: note, error: note };

const db = await cloneDatabase();
const deps = await makeDeps(db, { log });
await addReaders(deps, 9);
const issue = await planRelease(deps);
await deliverIssue(deps, issue.id);
const { app, post, mailTo, readDelivery, listEvents, findSuppression } = openEventFixture(db, deps);
const send = async (init: RequestInit) => (await app.request('/webhooks/resend', init)).status;
const secret = deps.config.resend.webhookSecret;
const mail = await mailTo('reader1@example.com');
await restoreBeforeEach(db, deps.clock);

beforeEach(() => {
  lines.length = 0;
});

const readAllButRefused = async () => ({ ...(await readFingerprints(db)), refused_events: '' });
const listRefused = () =>
  db.selectFrom('refused_events').select(['day', 'why', 'events']).orderBy('why').execute();

/**
 * The statuses of these requests, of which nothing may be written but how many there were, and why the
 * log says so.
 */
async function refusalsOf(...requests: RequestInit[]) {
  await db.deleteFrom('refused_events').execute();
  const before = await readAllButRefused();
  const statuses = [];
  for (const request of requests) statuses.push(await send(request));
  expect(await readAllButRefused()).toEqual(before);
  const why = lines.filter((line) => line.event === 'provider-event-refused').map(({ why }) => why);
  const counted = (await listRefused()).flatMap((row) => Array(row.events).fill(row.why));
  expect(counted).toEqual(why.toSorted());
  return { statuses: new Set(statuses), why };
}

describe('an event that is well signed', () => {
  it('is accepted with 200, and marks its delivery with the time it reports', async () => {
    const at = new Date('2026-11-24T09:00:07.250Z');
    expect(await post(eventAbout(mail, 'email.delivered', { at }))).toEqual({
      status: 200,
      outcome: 'applied',
    });
    expect((await readDelivery(mail.delivery)).delivered_at).toEqual(at);
  });

  it('is applied once, however often it is repeated: 200 again, and nothing changes', async () => {
    const event = eventAbout(mail, 'email.complained');
    expect((await post(event, { id: 'msg_again' })).outcome).toBe('applied');
    const before = await readFingerprints(db);
    deps.clock.advance(60_000);
    for (const _ of [1, 2, 3]) {
      expect(await post(event, { id: 'msg_again' })).toEqual({ status: 200, outcome: 'repeated' });
    }
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('is applied once when twelve copies arrive at the same moment', async () => {
    const event = eventAbout(mail, 'email.bounced', { bounce: { type: 'Permanent' } });
    const copies = Array.from({ length: 12 }, () => post(event, { id: 'msg_at_once' }));
    const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(['applied', ...Array.from({ length: 11 }, () => 'repeated')]);
  });

  it('signed with two secrets, one of them ours, is accepted', async () => {
    const body = JSON.stringify(eventAbout(mail, 'email.sent'));
    const other = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
    const ours = signAsSvix(body, { secret, id: 'msg_two', at: deps.now() });
    const theirs = signAsSvix(body, { secret: other, id: 'msg_two', at: deps.now() });
    const both = `${theirs['svix-signature']} ${ours['svix-signature']}`;
    expect(await send({ method: 'POST', body, headers: { ...ours, 'svix-signature': both } })).toBe(
      200,
    );
  });

  it('of an unknown type is kept and ignored, whatever else it contains', async () => {
    const before = await readDelivery(mail.delivery);
    for (const [index, event] of [
      eventAbout(mail, 'email.teleported'),
      { type: 'domain.updated', created_at: '2026-11-24T09:00:00.000Z', data: { id: 'd' } },
      { type: 'contact.created' },
      { type: 'suppression.added', data: null, created_at: 12, more: [{}] },
    ].entries()) {
      const answer = await post(event, { id: `msg_unknown_${index}` });
      expect(answer).toEqual({ status: 200, outcome: 'ignored' });
    }
    const kept = (await listEvents()).filter(({ outcome }) => outcome === 'ignored');
    expect(kept.map(({ type }) => type)).toEqual([
      'email.teleported',
      'domain.updated',
      'contact.created',
      'suppression.added',
    ]);
    expect(await readDelivery(mail.delivery)).toEqual(before);
  });

  it('of another environment on the same team is kept as foreign and changes nothing', async () => {
    const tables = ['deliveries', 'batches', 'suppressions', 'soft_bounces', 'issues'];
    const pick = async () => {
      const prints = await readFingerprints(db);
      return tables.map((table) => prints[table]);
    };
    const before = await pick();
    const theirs = { ...mail, email_id: 'their-mail', installation: 'another-one' };
    const bounce = { type: 'Permanent' };
    expect((await post(eventAbout(theirs, 'email.bounced', { bounce }))).outcome).toBe('foreign');
    const { tags: _, ...data } = eventAbout(theirs, 'email.complained').data;
    expect((await post({ type: 'email.complained', data })).outcome).toBe('foreign');
    expect((await post({ type: 'email.complained', data: { ...data, tags: 7 } })).outcome).toBe(
      'foreign',
    );
    expect(await pick()).toEqual(before);
    expect((await listEvents()).filter(({ outcome }) => outcome === 'foreign')).toHaveLength(3);
  });

  it('keeps one short line of a mail server’s words, without control characters, and survives odd ones', async () => {
    const second = await mailTo('reader2@example.com');
    const type = `Trans\u0000ient\n${'x'.repeat(5_000)}`;
    const bounce = { type, subType: '\ud800 mailbox full' };
    expect((await post(eventAbout(second, 'email.bounced', { bounce }))).status).toBe(200);
    const { bounce_type, bounce_subtype } = await readDelivery(second.delivery);
    expect(bounce_type).toMatch(/^Trans ient x+$/);
    expect(bounce_type).toHaveLength(200);
    expect(bounce_subtype).toBe('\ufffd mailbox full');
  });

  it('is accepted whatever odd fields it has besides type and id, since Resend repeats a refused one for 28 hours', async () => {
    const { delivery } = mail;
    const parts = { bounce: { type: 'Permanent' }, failed: { reason: 'x' } };
    for (const type of ['email.bounced', 'email.failed'] as const) {
      const good = eventAbout(mail, type, parts);
      const odd = ['x', [], 5, null, { type: 5 }, { type: null }, { type: {}, reason: null }];
      for (const part of [...odd, { type: 'Permanent', subType: null, reason: 7 }]) {
        const event = { ...good, data: { ...good.data, bounce: part, failed: part, tags: part } };
        expect(await post(event), JSON.stringify(part)).toEqual({
          status: 200,
          outcome: 'applied',
        });
      }
    }
    for (const to of [null, [7], 7, {}, 'reader1@example.com']) {
      const good = eventAbout(mail, 'email.complained');
      const event = { ...good, data: { ...good.data, to } };
      expect((await post(event)).outcome, JSON.stringify(to)).toBe('applied');
    }
    expect(await readDelivery(delivery)).toMatchObject({ bounce_type: 'Permanent' });
  });

  it('and a hard bounce suppresses without a subtype, at the time of its signature if it names no other', async () => {
    const at = deps.now();
    const moments = [null, 'yesterday', 'Tue Nov 24 2026', 1_700_000_000, {}];
    const odd = [...moments, '2026-13-41T25:00:00Z', '2026-11-24 08:00:00 +0000 UTC'];
    for (const [index, created_at] of odd.entries()) {
      const bounced = await mailTo(`reader${index + 3}@example.com`);
      const event = eventAbout(bounced, 'email.bounced');
      const data = { ...event.data, bounce: { type: 'Permanent', subType: null } };
      expect((await post({ ...event, created_at, data }, { at })).outcome).toBe('applied');
      const told = { bounced_at: new Date(Math.floor(at.getTime() / 1000) * 1000) };
      expect(await readDelivery(bounced.delivery), String(created_at)).toMatchObject(told);
      expect(await findSuppression(bounced.to)).toMatchObject({ reason: 'bounced' });
    }
  });

  it('is accepted up to 256 kB', async () => {
    const event = eventAbout(mail, 'email.sent');
    const padding = 'x'.repeat(256 * 1024 - JSON.stringify({ ...event, padding: '' }).length);
    expect((await post({ ...event, padding })).status).toBe(200);
  });
});

describe('an event that is refused is counted and leaves nothing else', () => {
  const body = JSON.stringify(eventAbout(mail, 'email.complained'));
  const signed = (at = deps.now()) => signAsSvix(body, { secret, id: 'msg_refused', at });

  it('with 401 if its signature does not match', async () => {
    const forged = signAsSvix(body, {
      secret: `whsec_${Buffer.alloc(24).toString('base64')}`,
      id: 'msg_refused',
      at: deps.now(),
    });
    const { statuses, why } = await refusalsOf(
      { method: 'POST', body, headers: forged },
      { method: 'POST', body: body.replace('reader1', 'reader3'), headers: signed() },
      { method: 'POST', body, headers: { ...signed(), 'svix-id': 'msg_other' } },
    );
    expect(statuses).toEqual(new Set([401]));
    expect(why).toEqual(['signature-bad', 'signature-bad', 'signature-bad']);
  });

  it('with 401 if a header is missing', async () => {
    const requests = ['svix-id', 'svix-timestamp', 'svix-signature'].map((name) => {
      const { [name]: _, ...headers } = signed() as Record<string, string>;
      return { method: 'POST', body, headers };
    });
    const { statuses, why } = await refusalsOf(...requests, { method: 'POST', body });
    expect(statuses).toEqual(new Set([401]));
    expect(new Set(why)).toEqual(new Set(['headers-missing']));
  });

  it('with 401 if it was signed more than five minutes ago or in the future', async () => {
    const moment = (seconds: number) => new Date(deps.now().getTime() + seconds * 1000);
    const { statuses, why } = await refusalsOf(
      { method: 'POST', body, headers: signed(moment(-301)) },
      { method: 'POST', body, headers: signed(moment(301)) },
    );
    expect(statuses).toEqual(new Set([401]));
    expect(why).toEqual(['stale', 'stale']);
  });

  it('with 413 if it is over 256 kB, whether or not it states its length', async () => {
    const large = JSON.stringify({
      ...eventAbout(mail, 'email.sent'),
      padding: 'x'.repeat(256 * 1024),
    });
    const known = toRequest(deps, large);
    const stream = new Blob([large]).stream();
    const streamed = { ...known, body: stream, duplex: 'half' } as RequestInit;
    const { statuses, why } = await refusalsOf(known, streamed);
    expect(statuses).toEqual(new Set([413]));
    expect(why).toEqual(['too-large', 'too-large']);
  });

  it('with 400 if it is signed correctly but is not an event', async () => {
    const good = eventAbout(mail, 'email.complained');
    const { email_id: _, ...nameless } = good.data;
    const odd = [
      '',
      'null',
      '[]',
      '"email.sent"',
      '{"type":',
      '{}',
      { ...good, type: 7 },
      { ...good, type: '' },
      { ...good, type: 'email.\u0000' },
      { ...good, type: 'x'.repeat(101) },
      { ...good, data: nameless },
      { ...good, data: 'none' },
      { ...good, data: { ...good.data, email_id: 'a\u0000b' } },
    ].map((event) => toRequest(deps, event));
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const headers = signAsSvix(bytes, { secret, id: 'msg_bytes', at: deps.now() });
    const long = toRequest(deps, good, { id: 'm'.repeat(257) });
    const { statuses, why } = await refusalsOf(
      ...odd,
      { method: 'POST', body: bytes, headers },
      long,
    );
    expect(statuses).toEqual(new Set([400]));
    expect(new Set(why)).toEqual(new Set(['malformed']));
    expect(why).toHaveLength(odd.length + 2);
  });

  it('with 401 if this service has no usable secret', async () => {
    const resend = { ...deps.config.resend, webhookSecret: 'none' };
    const fixture = openEventFixture(db, { ...deps, config: { ...deps.config, resend } });
    expect((await fixture.post(eventAbout(mail, 'email.sent'))).status).toBe(401);
  });

  it('by day and reason, a flood of them in a few statements and two rows', async () => {
    await db.deleteFrom('refused_events').execute();
    const { counted, statements } = countStatements(db);
    const flooded = openEventFixture(db, { ...deps, db: counted });
    const post = (headers: Record<string, string>) => () =>
      flooded.app.request('/webhooks/resend', { method: 'POST', body, headers });
    const forged = { ...signed(), 'svix-id': 'msg_other' };
    const flood = Array.from({ length: 300 }, (_, nth) => post(nth % 3 ? forged : {}));
    const answers = await Promise.all(flood.map((ask) => ask()));
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    expect(statements()).toBeLessThan(10);
    deps.clock.advance(24 * 60 * 60 * 1000);
    await post(forged)();
    deps.clock.advance(-24 * 60 * 60 * 1000);
    expect(await listRefused()).toEqual([
      { day: '2026-11-24', why: 'headers-missing', events: 100 },
      { day: '2026-11-24', why: 'signature-bad', events: 200 },
      { day: '2026-11-25', why: 'signature-bad', events: 1 },
    ]);
  });

  it('even if it could not be counted', async () => {
    const broken = countStatements(db, () => {
      throw new Error('no database');
    });
    const fixture = openEventFixture(db, { ...deps, db: broken.counted });
    const forged = { ...signed(), 'svix-id': 'msg_other' };
    const asked = { method: 'POST', body, headers: forged };
    expect((await fixture.app.request('/webhooks/resend', asked)).status).toBe(401);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'refusal-not-counted' }));
  });

  it('and shown next to the accepted ones by `verdicts events`', async () => {
    await db.deleteFrom('refused_events').execute();
    await db.deleteFrom('provider_events').execute();
    await post(eventAbout(mail, 'email.sent'));
    await post(eventAbout(mail, 'email.teleported'));
    await refusalsOf({ method: 'POST', body });
    const { out } = await runCommand(deps, 'events', '--json');
    expect(JSON.parse(out)).toEqual({
      days: [
        { day: '2026-11-24', taken: { applied: 1, ignored: 1 }, refused: { 'headers-missing': 1 } },
      ],
    });
    expect((await runCommand(deps, 'events')).out).toBe(
      '2026-11-24  received: 1 applied, 1 ignored; refused: 1 headers-missing',
    );
    const later = { ...deps, now: () => new Date('2026-12-24T08:00:00Z') };
    expect((await runCommand(later, 'events')).out).toMatch(/^No events have come/);
  });
});

it('the log says what became of every event, and nothing about its content', async () => {
  const third = await mailTo('reader3@example.com');
  await post(eventAbout(third, 'email.bounced', { bounce: { type: 'Permanent' } }));
  await post(eventAbout(third, 'email.opened'));
  await send({ method: 'POST', body: JSON.stringify(eventAbout(third, 'email.sent')) });
  const written = JSON.stringify(lines);
  expect(lines).toContainEqual({ event: 'provider-event', outcome: 'applied' });
  expect(lines).toContainEqual({ event: 'provider-event-refused', why: 'headers-missing' });
  expect(written).not.toMatch(/@|reader3|msg_|A week of verdicts/);
  expect(written).not.toContain(third.email_id);
  expect(written).not.toContain(secret.slice(6));
});

it('a GET says what this address is for and accepts nothing', async () => {
  const before = await readFingerprints(db);
  const answer = await app.request('/webhooks/resend');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ says: 'Resend posts its events here.' });
  expect(await readFingerprints(db)).toEqual(before);
});
