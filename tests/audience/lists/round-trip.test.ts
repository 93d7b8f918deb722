import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashAddress } from '../../../src/audience/address';
import { eraseReader } from '../../../src/audience/erase';
import { exposeCell, protectCell } from '../../../src/audience/lists/safe-cells';
import { ensureMailbox, hashMailbox } from '../../../src/audience/mailbox';
import { suppressAddress } from '../../../src/audience/suppression/suppress';
import {
  type ListFixture,
  onPassingFixture,
  openListFixture,
} from '../../helpers/fixtures/list-fixture';

const at = new Date('2026-11-20T08:00:00Z');
const home = await openListFixture(at);
const away = await openListFixture(at);

const past = fc.date({ min: new Date('2019-01-01'), max: at, noInvalidDate: true });
const soon = fc.date({
  min: new Date('2026-01-01'),
  max: new Date('2027-11-01'),
  noInvalidDate: true,
});
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const LOCALS = [
  "o'brien",
  "'x",
  "'-x",
  "''=x",
  '-x',
  '=x',
  '+x',
  'x+tag',
  'a.b',
  "'",
  '=?utf-8?q?x?=',
];
const topic = fc.constantFrom(
  'Developer Tools',
  'a;b',
  '"quoted", too',
  '=SUM(1)',
  '[x]',
  'Ünï',
  'x',
);

const reader = fc.record({
  local: fc.oneof(fc.constantFrom(...LOCALS), fc.stringMatching(/^[a-zA-Z0-9'=+_-]{1,12}$/)),
  domain: fc.constantFrom('example.com', 'Example.COM', 'münchen.example'),
  unsubscribed_at: maybe(past),
  confirmed_at: past,
  opens: maybe(fc.tuple(fc.boolean(), past)),
  plain_links: fc.boolean(),
  topics: maybe(fc.uniqueArray(topic, { minLength: 1, maxLength: 4 })),
  paused_until: maybe(soon),
  paused_issues: fc.integer({ min: 0, max: 26 }),
  suppressed: maybe(fc.tuple(fc.constantFrom('bounced', 'complained', 'asked', 'erased'), past)),
  erased: fc.boolean(),
});
type Reader = typeof reader extends fc.Arbitrary<infer T> ? T : never;

async function add({ db, installation }: ListFixture, given: Reader): Promise<void> {
  const { local, domain, opens, suppressed, erased, ...rest } = given;
  const email = `${local}@${domain}`;
  const email_key = email.toLowerCase().replace('münchen', 'xn--mnchen-3ya');
  const email_hash = hashAddress(installation.address_key, email_key);
  const mailbox_id = await ensureMailbox(db, hashMailbox(installation, email_key));
  const { id } = await db
    .insertInto('subscribers')
    .values({
      ...rest,
      ...{ email, email_key, email_hash, mailbox_id, created_at: at },
      state: rest.unsubscribed_at ? 'unsubscribed' : 'confirmed',
      opens_consent_at: opens?.[0] === true ? opens[1] : null,
      opens_refused_at: opens?.[0] === false ? opens[1] : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const by = { installation, actor: 'test' };
  if (suppressed)
    await suppressAddress(db, {
      ...{ email, reason: suppressed[0] as 'bounced', at: suppressed[1] },
      ...by,
    });
  if (erased) await eraseReader(db, { subscriberId: id, actor: 'reader', at });
}

async function snapshot({ db, write, list, installation }: ListFixture) {
  const suppressions = await db.selectFrom('suppressions').select(['reason', 'at']).execute();
  return { csv: await write(), list: await list(), suppressions, key: installation.address_key };
}

type Snapshot = Awaited<ReturnType<typeof snapshot>>;

async function expectTheSame(readers: Reader[], before: Snapshot, to: ListFixture): Promise<void> {
  const taken = await to.take(before.csv);
  expect(taken.refused).toEqual([]);
  const after = await snapshot(to);
  expect(after.list).toEqual(before.list);
  expect(after.csv).toBe(before.csv);
  const kept = readers.filter((each) => !each.erased && each.suppressed?.[0] !== 'erased');
  expect(after.list).toHaveLength(kept.length);
  expect(after.suppressions).toHaveLength(kept.filter((each) => each.suppressed).length);
  expect(taken.added).toBe(kept.filter((each) => !each.unsubscribed_at && !each.suppressed).length);
}

it('an export makes the same readers in a fresh database, and nobody who was erased', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(reader, {
        ...{ minLength: 1, maxLength: 6 },
        selector: ({ local, domain }) => `${local}@${domain}`.toLowerCase(),
      }),
      (readers) =>
        onPassingFixture(home, async (from) => {
          for (const each of readers) await add(from, each);
          const before = await snapshot(from);
          if (before.list.length > 0)
            await onPassingFixture(away, (to) => expectTheSame(readers, before, to));
        }),
    ),
    { numRuns: 30 },
  );
}, 60_000);

it('an export from before suppression had states keeps readers away who had left', async () => {
  const rows = [
    'email,opens,state,confirmed_at,unsubscribed_at',
    "'-ann@example.com,yes,confirmed,2026-11-17T10:51:53.088Z,",
    'q1@example.com,yes,unsubscribed,2026-11-17T10:51:58.179Z,2026-11-17T10:59:06.063Z',
    "o'brien@example.com,no,confirmed,2026-11-17T10:53:04.787Z,",
  ];
  await onPassingFixture(away, async ({ take, states }) => {
    expect(await take(rows.join('\n'))).toMatchObject({ added: 2, suppressed: 1, refused: [] });
    expect(await states()).toEqual({
      '-ann@example.com': 'confirmed',
      'q1@example.com': 'unsubscribed',
      "o'brien@example.com": 'confirmed',
    });
  });
});

it('a cell made safe for spreadsheets does not begin like a formula, and comes back as it was', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.stringMatching(/^['=+@\t\r＝＋－＠-]{0,5}x?$/),
    fc.constantFrom("'", "''", "'x@example.com", "o'brien@example.com"),
  );
  fc.assert(
    fc.property(cell, (given) => {
      expect(exposeCell(protectCell(given))).toBe(given);
      expect(protectCell(given)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    }),
  );
});
