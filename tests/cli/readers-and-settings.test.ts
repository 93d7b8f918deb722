import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ReaderRow } from '../../src/audience/list-readers';
import type { ReadersImported } from '../../src/audience/lists/import-readers';
import type { ImportRow } from '../../src/audience/lists/list-imports';
import type { Settings } from '../../src/platform/settings/settings';
import { cloneDatabaseUrl } from '../helpers/database';
import { copyProjectForTests, openCommandLine, runBundle } from '../helpers/processes/command-line';
import { readFingerprints } from '../helpers/table-counts';

const project = await copyProjectForTests();

/** Six rows: one address twice, one that is none, one that is suppressed, one with an odd word. */
const SIX = [
  'email,opens',
  ...['a@example.com,yes', 'nonsense,yes', 'b@example.com,', 'A@example.com,no'],
  ...['never@example.com,yes', 'c@example.com,perhaps'],
].join('\n');
/** From elsewhere, with a column that we do not read. */
const MOVED = [
  'Email Address,First Name,Status',
  ...['m1@example.com,Ada,subscribed', 'm2@example.com,Bo,cleaned', 'a@example.com,A,unsubscribed'],
].join('\r\n');

/** The command line, and lists of readers for it; one address is suppressed. */
async function openFixture(...lists: string[]) {
  const line = await openCommandLine();
  const { run, ask, db, file } = line;
  await ask('suppressions', 'add', 'never@example.com');
  const take = async (csv: string, ...more: string[]) => {
    await writeFile(file('list.csv'), csv);
    return run('readers', 'import', file('list.csv'), '--consent', 'at a fair', ...more);
  };
  for (const csv of lists) await take(csv);
  return { ...line, take, readPrints: () => readFingerprints(db) };
}

describe('readers', () => {
  it('suppressed before they were known are never added', async () => {
    const { ask } = await openCommandLine();
    expect(await ask('suppressions', 'add', 'never@example.com')).toMatchObject({
      added: 1,
      known: 0,
    });
    expect(await ask('suppressions', 'add', 'NEVER@example.com')).toMatchObject({
      added: 0,
      known: 1,
    });
  });

  it('are taken from a CSV; bad lines are refused by number and make the exit code 1', async () => {
    const { take } = await openFixture();
    const { code, out } = await take(SIX, '--json');
    expect(code).toBe(1);
    const { refused, ...counts } = JSON.parse(out) as ReadersImported;
    expect(counts).toMatchObject({ import: 1, rows: 6, added: 2, known: 1, suppressed: 1 });
    expect(refused.map(({ line }) => line)).toEqual([3, 7]);
  });

  it('taken in twice are known the second time, and none of them changes', async () => {
    const { take, readPrints } = await openFixture(SIX);
    const withoutImports = async () => {
      const { reader_imports: _, import_overlaps: __, ...others } = await readPrints();
      return others;
    };
    const before = await withoutImports();
    const { out } = await take(SIX);
    expect(out).toContain('Line 3: “nonsense” isn’t an email address.\n');
    expect(out).toContain('0 added, 3 already known, 1 suppressed, 2 refused.\n');
    expect(await withoutImports()).toEqual(before);
  });

  it('come out again as CSV, and as JSON, with what they said of opens', async () => {
    const { run, ask } = await openFixture(SIX);
    const { readers } = await ask<{ readers: ReaderRow[] }>('readers', 'export');
    expect(readers.map(({ email, state }) => [email, state])).toEqual([
      ['a@example.com', 'confirmed'],
      ['b@example.com', 'confirmed'],
    ]);
    const { code, out } = await run('readers', 'export');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(
      'email,opens,state,confirmed_at,unsubscribed_at,suppressed_at,opens_consent_at,opens_refused_at,plain_links,topics,paused_until,paused_issues',
    );
    expect(out).toMatch(/^a@example\.com,yes,confirmed,/m);
    expect(out).toMatch(/^b@example\.com,no,confirmed,/m);
  });
});

describe('an import of readers', () => {
  it('says what it did with every row, and what it did not read', async () => {
    const { take } = await openFixture(SIX);
    const { code, out } = await take(MOVED);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Columns not read: First Name.',
        'Import 2, 3 rows: 1 added, 1 already known, 1 suppressed, 0 refused.',
        'Suppressed: 1 bounced.',
        'Known readers who no longer get issues because the list says so: 1.\n',
      ].join('\n'),
    );
  });

  it('is undone by its number, once', async () => {
    const { run, ask } = await openFixture(SIX, MOVED);
    const states = async () => {
      const { readers } = await ask<{ readers: ReaderRow[] }>('readers', 'export');
      return readers.map(({ email, state }) => `${email} ${state}`);
    };
    expect(await ask('readers', 'import', '--undo', '2')).toMatchObject({
      ...{ import: 2, removed: 2, restored: 1, kept: 0 },
    });
    expect(await states()).toEqual(['a@example.com confirmed', 'b@example.com confirmed']);
    const again = await run('readers', 'import', '--undo', '2');
    expect(again).toMatchObject({ code: 1, said: 'Import 2 has already been undone.\n' });
    const { imports } = await ask<{ imports: ImportRow[] }>('readers', 'imports');
    expect(imports.map((each) => [each.import, each.undone_at !== null])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('refuses the whole file at the line where it cannot be read', async () => {
    const { take, readPrints } = await openFixture();
    const rows = Array.from({ length: 1_000 }, (_, nth) => `s${nth}@example.com,"note",yes`);
    rows[309] = 's309@example.com,"note,yes';
    const before = await readPrints();
    const { code, out, said } = await take(['email,note,opens', ...rows].join('\n'), '--json');
    expect(code).toBe(1);
    expect(said).toMatch(/^Line 311: .*Nothing was imported\.\n$/);
    expect(JSON.parse(out)).toEqual({ error: said.trim() });
    expect(await readPrints()).toEqual(before);
  });
});

describe('settings', () => {
  it('are listed with what each is for', async () => {
    const { run, ask } = await openCommandLine();
    const { settings } = await ask<{ settings: Settings }>('settings');
    expect(settings).toMatchObject({ floor: 20, 'weekly-hour': 'tuesday 09:00' });
    const { out } = await run('settings');
    expect(out).toContain('floor = 20\n    with fewer votes than this');
  });

  it('are set one by one, and stay', async () => {
    const { ask } = await openCommandLine();
    await ask('settings', 'set', 'time-zone', 'Europe/Berlin');
    await ask('settings', 'set', 'entries-an-issue', '3');
    const { settings } = await ask<{ settings: Settings }>('settings');
    expect(settings).toMatchObject({ 'time-zone': 'Europe/Berlin', 'entries-an-issue': 3 });
  });
});

describe('a command with an unusable environment', () => {
  it.each([
    ['a database that does not answer', { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }],
    ['a database’s address that is none', { DATABASE_URL: 'somewhere' }],
    ['live mail without its keys', { MAIL_MODE: 'live' }],
  ])('ends with one sentence: %s', async (_, variables) => {
    const { code, out, said } = await runBundle(project, ['settings', '--json'], variables);
    expect(code).toBe(1);
    expect(said).toMatch(/^[^\n{]+\.\n$/);
    expect(JSON.parse(out)).toEqual({ error: said.trim() });
  });
});

it('live mail names its target and waits for --yes', async () => {
  const liveDatabaseUrl = await cloneDatabaseUrl();
  const live = {
    MAIL_MODE: 'live',
    PUBLIC_URL: 'https://verdicts.example.com',
    RESEND_API_KEY: 're_8Kq2mZr4_T7wPcX9v',
    RESEND_BASE_URL: 'http://127.0.0.1:9',
    RESEND_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
    MAIL_FROM: 'issues@verdicts.example.com',
    DATABASE_URL: liveDatabaseUrl,
  };
  const { code, said } = await runBundle(project, ['job', 'send-due'], live);
  expect(code).toBe(1);
  const { host, pathname } = new URL(live.DATABASE_URL);
  expect(said).toContain(`Live: https://verdicts.example.com, database ${host}${pathname}.\n`);
  expect(said).toContain('This can send live mail: add --yes to continue.\n');
  const agreed = await runBundle(project, ['job', 'send-due', '--yes'], live);
  expect({ code: agreed.code, out: agreed.out }).toEqual({ code: 0, out: 'Nothing was due.\n' });
});
