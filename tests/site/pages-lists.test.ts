import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders } from '../helpers/fixtures/week';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const deps = await makeDeps(db);
const app = createApp(deps);
await restoreBeforeEach(db, deps.clock);

const read = async (path: string) => (await app.request(path)).text();

async function addIssues(numbers: number[], sendAt: string | null): Promise<void> {
  const at = new Date(sendAt ?? '2026-01-01T00:00:00Z');
  const rows = numbers.map((number) => ({
    number,
    week: new Date(Date.UTC(2026, 0, 5 + 7 * number)).toISOString().slice(0, 10),
    state: sendAt ? ('sent' as const) : ('draft' as const),
    subject: `Subject ${number} & more`,
    preheader: number % 2 ? `Preheader ${number}` : '',
    intro: '',
    created_at: at,
    proposed_at: at,
    send_at: sendAt ? at : null,
    planned_at: sendAt ? at : null,
  }));
  const issues = await db.insertInto('issues').values(rows).returning('id').execute();
  if (!sendAt) return;
  const render = {
    rendered_at: at,
    sender: '',
    subject: '',
    html: '[]',
    text: '[]',
    frame: '{}',
    archive: '',
  };
  await db
    .insertInto('renders')
    .values(issues.map(({ id }) => ({ issue_id: id, ...render })))
    .execute();
  await acceptOne(issues.map(({ id }) => id));
}

/** One reader has got each of these issues. */
async function acceptOne(issueIds: number[]): Promise<void> {
  await addReaders(deps, 1, `reader-of-${issueIds.length}-`);
  await sql`
    with batch as (
      insert into batches (issue_id, state) select unnest(${issueIds}::bigint[]), 'recorded'
      returning id, issue_id
    )
    insert into deliveries (issue_id, batch_id, subscriber_id, mailbox_id, state, accepted_at, resend_id)
    select batch.issue_id, batch.id, reader.id, mailbox_id, 'accepted', now(), 'mail-' || batch.id
    from batch cross join (select * from subscribers order by id limit 1) as reader`.execute(db);
}

const subjects = (page: string) =>
  [...page.matchAll(/href="\/issues\/(\d+)"/g)].map((match) => Number(match[1]));

describe('before the first issue has gone out', () => {
  it('home and the list say that none has, even where a draft is being made', async () => {
    await addIssues([100], null);
    expect(await read('/')).toContain('The first issue is on its way');
    expect(await read('/issues')).toContain('No issue has gone out yet.');
    expect(subjects((await read('/')) + (await read('/issues')))).toEqual([]);
  });
});

describe('once issues have gone out', () => {
  const numbers = Array.from({ length: 53 }, (_, index) => index + 1);
  beforeEach(() => addIssues(numbers, '2026-11-24T23:30:00Z'));

  it('home shows the newest four, newest first', async () => {
    expect(subjects(await read('/'))).toEqual([53, 52, 51, 50]);
  });

  it('the list pages through all of them, fifty at a time, none twice', async () => {
    const page = await read('/issues');
    expect(subjects(page)).toEqual(numbers.toReversed().slice(0, 50));
    const older = /href="(\/issues\?before=\d+)"/.exec(page)![1]!;
    expect(subjects(await read(older))).toEqual([3, 2, 1]);
    expect(await read(older)).not.toContain('Older issues');
  });

  it('each stands with its subject, its preheader where it has one, and the day in the newsletter’s time zone', async () => {
    expect(await read('/issues')).toContain('24 November 2026');
    await setSetting(db, { name: 'time-zone', value: 'Europe/Berlin', at: deps.now() });
    const page = await read('/issues');
    expect(page).toContain('25 November 2026');
    expect(page).not.toContain('24 November 2026');
    expect(page).toContain('Subject 53 &amp; more');
    expect(page).toContain('Preheader 53');
    expect(page).not.toContain('Preheader 52');
  });

  it('a page number that is none is taken as the first page', async () => {
    for (const before of ['0', '-1', 'x', '1e3', '9'.repeat(30)]) {
      expect(subjects(await read(`/issues?before=${before}`))[0], before).toBe(53);
    }
  });
});

it('every page carries the newsletter’s own name, and an error page no other one', async () => {
  await setSetting(db, { name: 'newsletter-name', value: 'The Pair Post', at: deps.now() });
  for (const path of ['/', '/issues']) expect(await read(path), path).toContain('The Pair Post');
  expect(await read('/nowhere')).not.toContain('Weekly AI Tool Verdicts');
});
