import { describe, expect, it } from 'vitest';
import { suppressAddress } from '../../../src/audience/suppression/suppress';
import { openListFixture } from '../../helpers/fixtures/list-fixture';
import { restoreBeforeEach } from '../../helpers/restore-before-each';

const fixture = await openListFixture();
const { db, take, states, list, at } = fixture;
await restoreBeforeEach(db);

const NEVER_MAILED = [
  ...['unsubscribed', 'Unsubscribed', 'opted_out', 'inactive', 'disabled', 'archived', 'cancelled'],
  ...['bounced', 'cleaned', 'hard_bounced', 'undeliverable', 'complained', 'spam', 'suppressed'],
  ...['blocklisted', 'blacklisted', 'pending', 'unconfirmed', 'unactivated', 'non-subscribed'],
  ...['', '?', 'zombie', '0', 'abgemeldet', 'on hold', 'subscribed?'],
];

describe('what a list says of a person', () => {
  it('makes a reader who gets mail only from a word known to mean that', async () => {
    const rows = NEVER_MAILED.map((word, nth) => `never${nth}@example.com,"${word}"`);
    const taken = await take(['email,status', ...rows, 'yes@example.com,Subscribed'].join('\n'));
    expect(taken.added).toBe(1);
    expect(taken.added + taken.known + taken.suppressed + taken.refused.length).toBe(taken.rows);
    const confirmed = await db
      .selectFrom('subscribers')
      .select('email')
      .where('state', '=', 'confirmed')
      .execute();
    expect(confirmed).toEqual([{ email: 'yes@example.com' }]);
  });

  it.each([
    [
      'Mailchimp’s unsubscribed',
      'Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,UNSUB_REASON',
      'mc1@example.com,Ada,2,2020-01-02 03:04:05,2020-01-02 03:05:06,2021-05-06 07:08:09,NORMAL',
      'unsubscribed',
    ],
    [
      'Mailchimp’s cleaned',
      'Email Address,CONFIRM_TIME,CLEAN_TIME,LEID,EUID',
      'mc2@example.com,2020-01-02 03:05:06,2021-05-06 07:08:09,1,x',
      'bounced',
    ],
    [
      'Mailchimp’s subscribed',
      'Email Address,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,TAGS',
      'mc3@example.com,4,2020-01-02 03:04:05,2020-01-02 03:05:06,"vip, Berlin"',
      'confirmed',
    ],
    [
      'Ghost’s who want no mail',
      'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers',
      '1,gh1@example.com,Ada,,false,false,,2022-01-02T03:04:05.000Z,,,',
      'unsubscribed',
    ],
    [
      'Ghost’s deleted',
      'email,subscribed_to_emails,created_at,deleted_at',
      'gh2@example.com,true,2022-01-02T03:04:05.000Z,2023-01-02T03:04:05.000Z',
      'unsubscribed',
    ],
    [
      'Substack’s disabled',
      'email,active_subscription,expiry,plan,email_disabled,created_at',
      'su1@example.com,false,,other,true,2022-01-02T03:04:05.000Z',
      'unsubscribed',
    ],
    [
      'Substack’s free',
      'email,active_subscription,expiry,plan,email_disabled,created_at',
      'su2@example.com,false,,other,false,2022-01-02T03:04:05.000Z',
      'confirmed',
    ],
    [
      'listmonk’s blocklisted',
      'uuid,email,name,attributes,status,created_at,updated_at',
      'x,lm1@example.com,Ada,{},blocklisted,2022-01-02 03:04:05.12345 +0000 UTC,2022-01-02',
      'suppressed',
    ],
    [
      'listmonk’s enabled who left the list',
      'email,status,subscription_status',
      'lm2@example.com,enabled,unsubscribed',
      'unsubscribed',
    ],
    [
      'Kit’s complained',
      'email,state,created_at',
      'ck1@example.com,complained,2022-01-02',
      'complained',
    ],
  ])('is understood in %s', async (_, header, row, state) => {
    const taken = await take(`${header}\n${row}\n`);
    expect(taken.refused).toEqual([]);
    const [address] = row.match(/[a-z0-9]+@example\.com/)!;
    expect((await states())[address]).toBe(state);
  });

  it('is refused by name if a column is unknown', async () => {
    await expect(take('email,favourite colour\na@example.com,red\n')).rejects.toThrow(
      'Line 1: nothing here reads the column "favourite colour": to leave it out, add --ignore "favourite colour"',
    );
    await take('email,favourite colour\nred@example.com,red\n', { ignore: ['Favourite Colour'] });
    expect((await states())['red@example.com']).toBe('confirmed');
  });

  it.each(['gdpr_withdrawn_consent', 'Opt-out flag', 'email_status_2', 'is_unsubscribed_from_all'])(
    'is never left out in a column that may say who left: %s',
    async (name) => {
      const csv = `email,${name}\nleft@example.com,1\n`;
      await expect(take(csv)).rejects.toThrow('may say who has left');
      await expect(take(csv, { ignore: [name] })).rejects.toThrow('cannot be left out');
      expect(await states()).not.toHaveProperty('left@example.com');
    },
  );

  it('is never left out in a column that is read, and a column that is not there cannot be', async () => {
    const ignoring = (name: string) =>
      take('email,state\na@example.com,bounced\n', { ignore: [name] });
    await expect(ignoring('state')).rejects.toThrow('cannot be left out');
    await expect(ignoring('stat')).rejects.toThrow('has no column "stat"');
  });

  it('counts in a tag too', async () => {
    const { refused } = await take('email,tags\ntagged@example.com,"vip, unsubscribed"\n');
    expect(refused).toEqual([
      { line: 2, reason: '"unsubscribed" in column tags may say that they must not be mailed' },
    ]);
  });

  it.each([
    'unsubscribed-2023',
    'vip/unsubscribed',
    'status:unsubscribed',
    'list_unsubscribe',
    'Do Not Mail!',
    'opted out (2021)',
    'spring; hard-bounced 2x',
    'gdpr complaint',
  ])('counts inside of a tag such as %s', async (tag) => {
    const taken = await take(`email,tags\nword@example.com,"${tag}"\n`);
    expect(taken).toMatchObject({ added: 0, refused: [{ line: 2 }] });
  });

  it('does not count in a tag that only sounds like having left', async () => {
    const tags = ['resubscribed', 'left-handed', 'subscribed 2020', 'former colleague', 'deadline'];
    const rows = tags.map((tag, nth) => `sounds${nth}@example.com,${tag}`);
    expect(await take(['email,tags', ...rows].join('\n'))).toMatchObject({ added: tags.length });
  });

  it('is read without invisible characters, in column names, words and dates', async () => {
    const rows = [
      'unseen1@example.com,un\u00adsubscribed,2020-01-02\u200b',
      'unseen2@example.com,\ufeffactive\u202c,\u20602020-01-02',
    ];
    const taken = await take(['\u200be\u2060mail,sta\u00adtus,joined\u200d', ...rows].join('\n'));
    expect(taken).toMatchObject({ added: 1, suppressed: 1, refused: [] });
    expect(await states()).toMatchObject({
      'unseen1@example.com': 'unsubscribed',
      'unseen2@example.com': 'confirmed',
    });
    await expect(take('email,status,sta\u200btus\n')).rejects.toThrow('named twice');
  });

  it('counts in any order if an address is listed twice', async () => {
    const rows = [
      'twice@example.com,active',
      'Twice@example.com,unsubscribed',
      'twice@example.com,active',
    ];
    expect(await take(['email,status', ...rows].join('\n'))).toMatchObject({
      ...{ added: 0, known: 2, suppressed: 1 },
    });
    expect(await states()).toMatchObject({ 'Twice@example.com': 'unsubscribed' });
  });
});

describe('the moment of consent', () => {
  it('is the row’s, in the consent log too', async () => {
    await take('email,confirmed_at\ndated@example.com,2024-02-29T10:00:00+02:00\n');
    const row = (await list()).find(({ email }) => email === 'dated@example.com')!;
    expect(row.confirmed_at).toEqual(new Date('2024-02-29T08:00:00Z'));
    const log = await db
      .selectFrom('consents')
      .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
      .select(['consents.at', 'wording', 'given'])
      .where('email', '=', 'dated@example.com')
      .execute();
    expect(log).toEqual([{ at: row.confirmed_at, wording: 'at a fair in Berlin', given: true }]);
  });

  it.each([
    ['31.12.2025', 'not a date we can read'],
    ['12/31/2025', 'not a date we can read'],
    ['2025-02-30', 'not a date we can read'],
    ['2025-01-01T25:00:00Z', 'not a date we can read'],
    ['1735689600', 'not a date we can read'],
    ['0000-00-00', 'not a date we can read'],
    ['1970-01-01', 'before 1990'],
    ['2026-11-20T08:00:01Z', 'in the future'],
    ['2026-11-22', 'in the future'],
  ])('%s refuses its row', async (moment, why) => {
    const { added, refused } = await take(`email,consent date\nundated@example.com,${moment}\n`);
    expect(added).toBe(0);
    expect(refused[0]!.reason).toContain(why);
  });

  it.each([
    ['2020-01-02 03:04:05.678901+00', '2020-01-02T03:04:05.678Z'],
    ['2020-01-02 03:04:05+02', '2020-01-02T01:04:05.000Z'],
    ['2020-01-02 03:04:05.678901 +0000 +0000', '2020-01-02T03:04:05.678Z'],
    ['2020-01-02 03:04:05 +0000 UTC', '2020-01-02T03:04:05.000Z'],
  ])('is read as PostgreSQL and Go write it: %s', async (written, moment) => {
    const email = `zone${written.replace(/\D/g, '')}@example.com`;
    await take(`email,created_at\n${email},${written}\n`);
    const found = (await list()).find((row) => row.email === email);
    expect(found!.confirmed_at.toISOString()).toBe(moment);
    const odd = await take('email,created_at\nodd@example.com,2020-01-02-03\n');
    expect(odd.refused).toHaveLength(1);
  });

  it('may be today in any zone where that day has begun', async () => {
    await take('email,confirmed_at\ntokyo@example.com,2026-11-20\n', {
      at: new Date('2026-11-19T16:00:00Z'),
    });
    const row = (await list()).find(({ email }) => email === 'tokyo@example.com')!;
    expect(row.confirmed_at).toEqual(new Date('2026-11-19T16:00:00Z'));
  });
});

describe('a known reader whom a list says has left', () => {
  const stateOf = async (email: string) => (await states())[email];

  it('is stopped, but never by a word older than their own', async () => {
    const known = ['k1', 'k2', 'k3', 'k4'].map((name) => `${name}@example.com,2026-06-01`);
    await take(['email,confirmed_at', ...known].join('\n'));
    const rows = ['k1@example.com,unsubscribed,', 'k2@example.com,unsubscribed,2026-05-31'];
    rows.push('k3@example.com,complained,2026-06-02', 'k4@example.com,pending,');
    const taken = await take(['email,status,unsubscribed_at', ...rows].join('\n'));
    expect(taken).toMatchObject({ added: 0, known: 3, suppressed: 0, stopped: 2 });
    expect(taken.refused.map(({ line }) => line)).toEqual([5]);
    expect(await stateOf('k1@example.com')).toBe('unsubscribed');
    expect(await stateOf('k2@example.com')).toBe('confirmed');
    expect(await stateOf('k3@example.com')).toBe('complained');
    expect(await stateOf('k4@example.com')).toBe('confirmed');
  });

  it('stays away, whatever a later list says', async () => {
    await take('email,confirmed_at\nk1@example.com,2026-06-01\n');
    await take('email,status\nk1@example.com,unsubscribed\n');
    await take('email,status,confirmed_at\nk1@example.com,subscribed,2026-11-19\n');
    expect(await stateOf('k1@example.com')).toBe('unsubscribed');
  });
});

it('no list brings back an address that is suppressed here', async () => {
  const { installation } = fixture;
  const by = { installation, actor: 'test', at };
  await suppressAddress(db, { email: 'gone@example.com', reason: 'erased', ...by });
  expect(await take('email,state\ngone@example.com,confirmed\n')).toMatchObject({
    ...{ added: 0, suppressed: 1, suppressed_as: { already: 1 } },
  });
  expect(await states()).not.toHaveProperty('gone@example.com');
});

it('a number in a column "opens" is not consent to count opens', async () => {
  const { added, refused } = await take('email,opens\ncounted@example.com,1\n');
  expect({ added, line: refused[0]!.line }).toEqual({ added: 0, line: 2 });
});

it('a column that is not known refuses a file of any length, and a stray mark further down comes first', async () => {
  const rows = Array.from({ length: 60_000 }, (_, nth) => `u${nth}@example.com,red`);
  const csv = ['email,favourite colour', ...rows].join('\n');
  await expect(take(csv)).rejects.toThrow('nothing here reads the column "favourite colour"');
  await expect(take(`${csv}\nx@example.com,"red`)).rejects.toThrow(
    'Line 60002: the quotation mark',
  );
});
