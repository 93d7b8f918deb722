import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/platform/database';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { readReport } from '../../src/statistics/report';
import { reportInWords } from '../../src/statistics/report-in-words';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const deps = await makeDeps(db);
await addReaders(deps, 60);
const { id, number } = await planRelease(deps);
await deliverIssue(deps, id);
const { tell, mailTo } = openEventFixture(db, deps);
await restoreBeforeEach(db, deps.clock);
const mail = (n: number) => mailTo(`reader${n}@example.com`);
const report = () => readReport(db, { number });

/** Lets something happen right after the nth statement of a handle. */
function interrupt(n: number, happen: () => Promise<unknown>): Database {
  let seen = 0;
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      seen += 1;
      if (seen === n) await happen();
      return result;
    },
  });
}

/** Resend accepted the mails, but its answer was lost: the first event tells. */
async function loseAnswers(): Promise<void> {
  await sql`update deliveries set state = 'unknown', resend_id = null, delivered_at = null,
    bounced_at = null, bounce_type = null, bounce_subtype = null, complained_at = null,
    failed_at = null, failure = null`.execute(db);
  await db.updateTable('batches').set({ state: 'unknown' }).execute();
}

describe('the report of what the provider said', () => {
  it('counts every delivery once, however often it is reported, and a bounce as not delivered', async () => {
    for (const n of [1, 2, 3, 4]) await tell(await mail(n), 'email.delivered');
    await tell(await mail(1), 'email.delivered');
    await tell(await mail(2), 'email.complained');
    await tell(await mail(3), 'email.bounced', { bounce: { type: 'Transient' } });
    await tell(await mail(5), 'email.bounced', { bounce: { type: 'Permanent' } });
    await tell(await mail(6), 'email.failed', { failed: { reason: 'none' } });
    await tell(await mail(7), 'email.suppressed');
    const { delivered, bounced, complained, audience } = await report();
    expect({ delivered, bounced, complained }).toEqual({
      delivered: 3,
      bounced: 2,
      complained: 1,
    });
    expect(audience).toMatchObject({ total: 60, accepted: 60, suppressed: 0 });
    expect(reportInWords(await report())).toContain('3 delivered, 2 bounced, 1 complained');
  });

  it('adds up at every moment while events pour in', async () => {
    const types = ['email.delivered', 'email.bounced', 'email.complained', 'email.failed'];
    const bounce = { type: 'Permanent' };
    const pouring = types.map(async (type, from) => {
      for (let n = 1; n <= 40; n += 1) await tell(await mail(n + from), type, { bounce });
    });
    let isOver = false;
    const over = Promise.all(pouring).then(() => {
      isOver = true;
    });
    let looked = 0;
    while (!isOver) {
      const { audience, delivered, bounced, complained } = await report();
      const { total, accepted, suppressed, refused, unknown, waiting } = audience;
      expect(accepted + suppressed + refused + unknown + waiting).toBe(total);
      expect(accepted).toBe(60);
      expect(delivered + bounced).toBeLessThanOrEqual(accepted);
      expect(complained).toBeLessThanOrEqual(accepted);
      looked += 1;
    }
    await over;
    expect(looked).toBeGreaterThan(3);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'is of one moment, even if an event comes after its statement %i',
    async (n) => {
      await loseAnswers();
      const before = await report();
      expect(before).toMatchObject({ delivered: 0, audience: { accepted: 0, unknown: 60 } });
      let told = 0;
      const happen = async () => {
        await tell(await mail(n + 10), 'email.delivered');
        told += 1;
      };
      const during = await readReport(interrupt(n, happen), { number });
      expect(told).toBe(1);
      const after = await report();
      expect(after).toMatchObject({ delivered: 1 });
      expect([before, after]).toContainEqual(during);
    },
  );
});
