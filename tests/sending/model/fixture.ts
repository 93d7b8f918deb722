import { sql } from 'kysely';
import { importReaders } from '../../../src/audience/lists/import-readers';
import type { Database } from '../../../src/platform/database';
import type { Deps } from '../../../src/platform/deps';
import type { Mailer } from '../../../src/platform/mailer';
import { CompiledRenders } from '../../../src/rendering/compiled-renders';
import { cloneDatabase, shiftDatabaseClock } from '../../helpers/database';
import { makeDeps } from '../../helpers/deps';
import { openFurtherIssues, type PlannedIssue } from '../../helpers/fixtures/further-issues';
import { addReaders } from '../../helpers/fixtures/week';

const CLOCK_OFF_MS = 5 * 60 * 1000;
const BATCH_SIZE = 2;

/** One database for all runs; a run's rows are new, and earlier ones take no part. */
export interface ModelFixture {
  db: Database;
  /** The renders that a long-running sender keeps. */
  renders: CompiledRenders;
  /** The time of database and provider, in milliseconds. */
  now: () => number;
  pass: (ms: number) => Promise<void>;
  /** One sender's clock is five minutes fast, the other's slow; each has its own sender address. */
  makeSenders: (mailer: Mailer) => [Deps, Deps];
  addReaders: (count: number) => Promise<{ id: number; email: string }[]>;
  planIssue: () => Promise<PlannedIssue>;
}

export async function openModelFixture(): Promise<ModelFixture> {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 1);
  const further = await openFurtherIssues(deps);
  const renders = new CompiledRenders(further.render);
  let shiftMs = 0;
  let made = 1;
  const now = () => Date.now() + shiftMs;
  const at = () => new Date(now());
  return {
    db,
    renders,
    now,
    async pass(ms) {
      shiftMs += ms;
      await shiftDatabaseClock(db, `${shiftMs} milliseconds`);
    },
    makeSenders(mailer) {
      const make = (processName: string, offMs: number): Deps => ({
        ...deps,
        mailer,
        processName,
        config: { ...deps.config, mailFrom: `${processName} <issues@verdicts.example.com>` },
        now: () => new Date(now() + offMs),
        enqueue: async () => {},
      });
      return [make('A', CLOCK_OFF_MS), make('B', -CLOCK_OFF_MS)];
    },
    async addReaders(count) {
      await closeEarlierRuns(db);
      const addresses = Array.from({ length: count }, (_, n) => `r${made + n}@example.com`);
      made += count;
      const csv = ['email,opens', ...addresses.map((email) => `${email},no`)].join('\n');
      const by = { consent: 'at a fair', installation: deps.installation, actor: 'test' };
      await importReaders(db, { csv, ...by, at: at() });
      const rows = await db
        .selectFrom('subscribers')
        .select(['id', 'email'])
        .where('email', 'in', addresses)
        .orderBy('id')
        .execute();
      return rows.map(({ id, email }) => ({ id, email: email! }));
    },
    async planIssue() {
      const issue = await further.plan(at());
      await cutSmaller(db, issue.id);
      return issue;
    },
  };
}

async function closeEarlierRuns(db: Database): Promise<void> {
  await sql`update subscribers set state = 'unsubscribed', unsubscribed_at = now() where state = 'confirmed'`.execute(
    db,
  );
  await sql`update issues set state = 'sent' where state in ('sending', 'paused')`.execute(db);
  await sql`update rate_limit set not_before = '-infinity', per_second = null`.execute(db);
  await sql`delete from limits`.execute(db);
}

/** Batches of two, so that a few readers make several. */
async function cutSmaller(db: Database, issueId: number): Promise<void> {
  await sql`with numbered as (
      select id, (row_number() over (order by id) - 1) / ${BATCH_SIZE} as part
      from deliveries where issue_id = ${issueId}
    ), batch as (
      insert into batches (issue_id, state)
      select ${issueId}, 'waiting' from (select distinct part from numbered where part > 0) as parts
      returning id
    ), part as (select id, row_number() over (order by id) as part from batch)
    update deliveries set batch_id = part.id
    from numbered join part on part.part = numbered.part where deliveries.id = numbered.id`.execute(
    db,
  );
}
