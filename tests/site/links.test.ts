import { describe, expect, it } from 'vitest';
import { Signer } from '../../src/platform/signer';
import { readReport } from '../../src/statistics/report';
import { reportInWords } from '../../src/statistics/report-in-words';
import { recountVotes } from '../../src/votes/recount';
import { settleVotes } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 40);

const { look, press, pressNow } = readerActions({ app, clock: deps.clock });
const tallies = () => db.selectFrom('tallies').selectAll().orderBy('tool_id').execute();
const casts = () => db.selectFrom('casts').selectAll().orderBy('id').execute();
await restoreBeforeEach(db, deps.clock);
const post = (path: string, init: RequestInit = {}) =>
  app.request(path, { method: 'POST', ...init });

function multipart(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const hitsOf = (kind: 'click' | 'open') =>
  db
    .selectFrom('hits')
    .select(['method', 'class'])
    .where('kind', '=', kind)
    .orderBy('id')
    .execute();

describe('a vote', () => {
  it('is not cast by looking at the page: GET and HEAD count nothing', async () => {
    const link = mailOf(1).votes[0]!;
    const page = await app.request(link);
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('data-provisional');
    expect(text).toContain('this page records that as soon as you see it');
    expect(text).toContain('Until then, your choice counts only if you press one of the buttons.');
    expect((await app.request(link, { method: 'HEAD' })).status).toBe(200);
    expect(await casts()).toEqual([]);
    expect(await tallies()).toEqual([]);
  });

  it('is cast by the button, confirmed, and shown back', async () => {
    const page = await press(mailOf(1).votes[0]!);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Recorded: Ship');
    expect(await casts()).toMatchObject([{ choice: 'ship', standing: 'confirmed' }]);
    expect(await tallies()).toMatchObject([{ ship: 1, skip: 0 }]);
  });

  it('counts once per reader and tool, however often the button is pressed', async () => {
    for (let time = 0; time < 3; time += 1) await press(mailOf(1).votes[0]!);
    expect(await casts()).toHaveLength(3);
    expect(await tallies()).toMatchObject([{ ship: 1, skip: 0 }]);
  });

  it('follows a change of mind, and the casts keep both', async () => {
    for (const link of mailOf(1).votes.slice(0, 2)) await press(link);
    expect(await tallies()).toMatchObject([{ ship: 0, skip: 1 }]);
    expect((await casts()).map((cast) => cast.choice)).toEqual(['ship', 'skip']);
    const page = await (await look(mailOf(1).votes[0]!)).text();
    expect(page).toContain('Recorded: Skip');
    expect(page).toContain('Change to Ship');
  });

  it('pressed by many at once is counted to the last one, and a recount gives the same', async () => {
    const presses = Array.from({ length: 30 }, (_, n) => mailOf(n + 2).votes[n % 3 === 0 ? 1 : 0]!);
    for (const path of presses) await look(path);
    deps.clock.advance(5_000);
    await Promise.all([...presses, ...presses].map((path) => pressNow(path)));
    const counted = await tallies();
    expect(counted).toMatchObject([{ ship: 20, skip: 10 }]);
    await recountVotes(db);
    expect(await tallies()).toEqual(counted);
    expect((await readReport(db, { number: issue.number })).votes.counted).toBe(30);
  });

  it('of one reader pressing both buttons at once ends as one vote, and a recount agrees', async () => {
    const [ship, skip] = mailOf(40).votes;
    const sum = async () =>
      (await tallies()).reduce((total, row) => total + row.ship + row.skip, 0);
    const before = await sum();
    await look(ship!);
    deps.clock.advance(5_000);
    await Promise.all(Array.from({ length: 10 }, (_, n) => pressNow(n % 2 ? ship! : skip!)));
    expect(await sum()).toBe(before + 1);
    const counted = await tallies();
    await recountVotes(db);
    expect(await tallies()).toEqual(counted);
  });

  it('needs a link of that delivery’s own issue: any other number is refused and changes nothing', async () => {
    const token = mailOf(3).votes[0]!.split('/')[2];
    const before = await casts();
    for (const n of ['0', '999', '-1', '1e1', '9999999', 'x', '%31']) {
      const status = (await post(`/v/${token}/${n}`)).status;
      if (n !== '%31') expect(status, n).toBe(404);
    }
    const comparisonLink = mailOf(3).clicks.at(-1)!.split('/')[3];
    expect((await post(`/v/${token}/${comparisonLink}`)).status).toBe(404);
    expect((await casts()).length - before.length).toBeLessThanOrEqual(1);
  });

  it('counts, also once it is classified, for a reader whose links a scanner has looked at a hundred times in that hour', async () => {
    const link = mailOf(38).votes[4]!;
    await Promise.all(Array.from({ length: 110 }, () => app.request(link)));
    deps.clock.advance(120_000);
    await look(link);
    deps.clock.advance(5_000);
    expect((await pressNow(link)).status).toBe(200);
    const counted = (await tallies()).find(({ ship, skip }) => ship === 1 && skip === 0);
    expect(counted).toBeDefined();
    deps.clock.advance(3_600_000);
    await settleVotes(db, { at: deps.clock.now() });
    expect(await tallies()).toContainEqual(counted);
  });

  it('is accepted after a scanner’s scripts have reported a hundred times in that hour; the next report says nothing', async () => {
    const link = mailOf(37).votes[4]!;
    const report = () => post(`${link}/provisional`);
    await Promise.all(Array.from({ length: 100 }, report));
    const before = (await casts()).length;
    expect((await post(`${mailOf(37).votes[6]!}/provisional`)).status).toBe(200);
    expect(await casts()).toHaveLength(before);
    expect((await pressNow(link)).status).toBe(200);
    expect(await casts()).toHaveLength(before + 1);
  });

  it('past a hundred presses in an hour is refused with a sentence', async () => {
    const link = mailOf(39).votes[0]!;
    const answers = await Promise.all(Array.from({ length: 105 }, () => pressNow(link)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(100);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(5);
    const rows = await db.selectFrom('hit_hours').select('hits').where('hits', '>', 99).execute();
    expect(rows.map((row) => row.hits)).toEqual([105]);
  });
});

describe('a token', () => {
  it('that is forged, cut short, of another purpose or another installation opens nothing', async () => {
    const { votes, clicks, unsubscribe, pixel } = mailOf(5);
    const [vote, click, stop] = [votes[0]!, clicks[0]!, unsubscribe].map(
      (path) => path.split('/')[2]!,
    );
    const elsewhere = new Signer({ installationId: 'another', keys: deps.config.signingKeys });
    const retired = new Signer({
      installationId: deps.installation.id,
      keys: [{ id: 9, secret: Buffer.alloc(32, 1) }],
    });
    const forged = [
      vote!.slice(0, -1),
      `${vote}aa`,
      click!,
      stop!,
      'a'.repeat(42),
      elsewhere.sign('v', 1),
      retired.sign('v', 1),
    ];
    const before = await readFingerprints(db);
    for (const token of forged) {
      expect((await app.request(`/v/${token}/1`)).status, token).toBe(404);
      expect((await post(`/v/${token}/1`)).status, token).toBe(404);
    }
    for (const token of [vote!, click!, pixel!.split('/')[2]!]) {
      expect((await post(`/unsubscribe/${token}`)).status).toBe(404);
    }
    expect((await app.request(`/c/${vote}/1`)).status).toBe(404);
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('works in upper case, with punctuation that a mail program added, and with unknown parameters', async () => {
    const link = mailOf(6).votes[0]!;
    const [, , token, n] = link.split('/');
    for (const path of [
      `/v/${token!.toUpperCase()}/${n}`,
      `${link}.`,
      `${link}),`,
      `${link}?utm_source=mail&x=%00`,
    ]) {
      expect((await app.request(path)).status, path).toBe(200);
    }
    expect((await app.request(`${mailOf(6).unsubscribe}.`)).status).toBe(200);
  });

  it('of a key that has been retired from the configuration opens nothing', async () => {
    const keys = [{ id: 2, secret: Buffer.alloc(32, 2) }];
    const signer = new Signer({ installationId: deps.installation.id, keys });
    const { createApp } = await import('../../src/app');
    const later = createApp({ ...deps, signer });
    expect((await later.request(mailOf(6).votes[0]!)).status).toBe(404);
  });

  it('leads to answers that are not cached, indexed or passed on', async () => {
    const { votes, clicks, unsubscribe, pixel } = mailOf(7);
    for (const path of [
      votes[0]!,
      clicks[0]!,
      unsubscribe,
      pixel!,
      '/v/bad/1',
      '/c/bad/1',
      '/unsubscribe/bad',
    ]) {
      const { headers } = await app.request(path);
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('x-robots-tag'), path).toContain('noindex');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    }
  });
});

describe('a click', () => {
  it('is recorded and redirected to the link’s own destination', async () => {
    const before = (await hitsOf('click')).length;
    const answer = await app.request(mailOf(8).clicks[0]!);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^\/comparisons\/[a-z0-9-]+$/);
    expect((await hitsOf('click')).slice(before)).toEqual([{ method: 'GET', class: 'unsure' }]);
  });

  it('never leads where the URL says: destinations are looked up', async () => {
    const answer = await app.request(
      `${mailOf(8).clicks[0]}?url=https://evil.example.com&to=//evil.example.com`,
    );
    expect(answer.headers.get('location')).toMatch(/^\/comparisons\//);
    expect(
      (await app.request(`/c/${mailOf(8).clicks[0]!.split('/')[2]}/https:%2F%2Fevil.example.com`))
        .status,
    ).toBe(404);
  });

  it('is redirected within half a second even if it cannot be recorded in time', async () => {
    const before = (await hitsOf('click')).length;
    const { sql } = await import('kysely');
    const lock = db.transaction().execute(async (tx) => {
      await sql`lock table hit_hours in access exclusive mode`.execute(tx);
      const started = Date.now();
      const answer = await app.request(mailOf(9).clicks[0]!);
      return { status: answer.status, ms: Date.now() - started };
    });
    const { status, ms } = await lock;
    expect(status).toBe(302);
    expect(ms).toBeLessThan(500);
    await expect.poll(async () => (await hitsOf('click')).length).toBe(before + 1);
  });

  it('that cannot be recorded at all is counted as lost', async () => {
    const { sql } = await import('kysely');
    await sql`alter table hits add constraint broken check (kind <> 'click') not valid`.execute(db);
    const answer = await app.request(mailOf(10).clicks[0]!);
    await sql`alter table hits drop constraint broken`.execute(db);
    expect(answer.status).toBe(302);
    expect(await db.selectFrom('lost_hits').selectAll().execute()).toMatchObject([
      { kind: 'click', hits: 1 },
    ]);
    const report = await readReport(db, { number: issue.number });
    expect(report.lost).toEqual({ opens: 0, clicks: 1 });
    expect(reportInWords(report)).toContain('Lost, so in no other number: opens 0, clicks 1');
  });
});

describe('the open pixel', () => {
  it('of a reader who said yes records an open', async () => {
    const before = (await hitsOf('open')).length;
    const answer = await app.request(mailOf(11).pixel!);
    expect(answer.headers.get('content-type')).toBe('image/gif');
    expect((await hitsOf('open')).slice(before)).toHaveLength(1);
    expect((await readReport(db, { number: issue.number })).opens).toEqual({
      person: 0,
      machine: 0,
      unsure: 1,
      of_consenting: 20,
    });
  });

  it('records nothing once the yes is taken back, also in a mail already sent', async () => {
    const before = await readFingerprints(db);
    await db
      .updateTable('subscribers')
      .set({ opens_consent_at: null })
      .where('email', '=', 'reader13@example.com')
      .execute();
    expect((await app.request(mailOf(13).pixel!)).status).toBe(200);
    const after = await readFingerprints(db);
    expect({ ...after, subscribers: '' }).toEqual({ ...before, subscribers: '' });
  });

  it('that is forged is answered with the same image and records nothing', async () => {
    const before = await readFingerprints(db);
    const answer = await app.request('/o/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
    expect(answer.status).toBe(200);
    expect(await readFingerprints(db)).toEqual(before);
  });
});

describe('unsubscribing', () => {
  const stateOf = async (n: number) => {
    const row = await db
      .selectFrom('subscribers')
      .select('state')
      .where('email', '=', `reader${n}@example.com`)
      .executeTakeFirstOrThrow();
    return row.state;
  };

  it('never happens by GET or HEAD: the page has one button', async () => {
    const page = await app.request(mailOf(20).unsubscribe);
    const text = await page.text();
    expect(text.match(/<button/g)).toHaveLength(1);
    expect(text).not.toContain('reader20');
    await app.request(mailOf(20).unsubscribe, { method: 'HEAD' });
    expect(await stateOf(20)).toBe('confirmed');
  });

  it.each([
    ['a form', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), 21],
    ['a multipart form', multipart({ 'List-Unsubscribe': 'One-Click' }), 22],
    ['nothing', undefined, 23],
  ])(
    'by the header’s POST with %s as its body acts at once and is answered with 200',
    async (_, body, n) => {
      const answer = await post(mailOf(n).unsubscribe, { body });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('location')).toBeNull();
      expect(await stateOf(n)).toBe('unsubscribed');
      expect((await post(mailOf(n).unsubscribe, { body })).status).toBe(200);
    },
  );

  it('stops that reader and nobody else, and is logged with its wording', async () => {
    for (const n of [21, 22, 23]) await post(mailOf(n).unsubscribe);
    expect(await stateOf(24)).toBe('confirmed');
    const log = await db
      .selectFrom('consents')
      .select(['wording', 'given'])
      .where('given', '=', false)
      .execute();
    expect(log).toHaveLength(3);
    expect(log[0]).toEqual({ wording: `unsubscribe link in issue ${issue.number}`, given: false });
    expect((await readReport(db, { number: issue.number })).unsubscribed).toBe(3);
  });

  it('is possible only with an unsubscribe token: a vote token stops nobody', async () => {
    const token = mailOf(25).votes[0]!.split('/')[2];
    expect((await post(`/unsubscribe/${token}`)).status).toBe(404);
    expect(await stateOf(25)).toBe('confirmed');
  });

  it('refuses a body that is far too large', async () => {
    const body = new URLSearchParams({ junk: 'x'.repeat(100_000) });
    expect((await post(mailOf(26).unsubscribe, { body })).status).toBe(413);
    expect(await stateOf(26)).toBe('confirmed');
  });
});

describe('a ballot', () => {
  it('closes fourteen days after the freeze: the page says so, and a POST counts nothing', async () => {
    deps.clock.advance(14 * 24 * 60 * 60 * 1000);
    const before = await casts();
    const answer = await post(mailOf(30).votes[0]!);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('Voting on this issue has closed');
    const page = await (await app.request(mailOf(30).votes[0]!)).text();
    expect(page).not.toContain('<form');
    expect(await casts()).toEqual(before);
  });
});
